// A moment typed in the newsroom's time, said in that zone and in UTC at once.

for (const output of document.querySelectorAll("[data-both-zones]")) {
  const field = document.getElementById(output.dataset.bothZones);
  if (!field) continue;
  const say = () => (output.textContent = field.value ? both(field.value, output.dataset.zone) : "");
  field.addEventListener("input", say);
  say();
}

function both(typed, zone) {
  const asUtc = new Date(`${typed}Z`);
  if (Number.isNaN(asUtc.getTime())) return "";
  // The zone's offset depends on the moment, which depends on the offset: twice is enough, change of clocks included.
  let moment = asUtc;
  for (let round = 0; round < 2; round += 1) moment = new Date(asUtc - offset(moment, zone));
  return `${clock(moment, zone)}, ${clock(moment, "UTC")}`;
}

function offset(moment, zone) {
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone, hourCycle: "h23", year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit",
  }).formatToParts(moment);
  const of = Object.fromEntries(parts.map((part) => [part.type, Number(part.value)]));
  return Date.UTC(of.year, of.month - 1, of.day, of.hour, of.minute, of.second) - Math.floor(moment / 1000) * 1000;
}

function clock(moment, zone) {
  return new Intl.DateTimeFormat(document.documentElement.lang || "en-GB", {
    timeZone: zone, hourCycle: "h23", weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", timeZoneName: "short",
  }).format(moment);
}

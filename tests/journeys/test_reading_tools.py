"""Reading in comfort: what is chosen holds on every page from its first paint on; listen, share, print."""

import re

import pytest
from playwright.sync_api import expect

from tests import factories

BODY = "The boats came in. They came late.\n\n## At noon\n\nNobody knew why. *Nobody* asked.\n\n- Fish\n- Salt"

# No machine of ours has a voice: this one says each sentence when told to.
VOICE = """
window.heard = [];
let current;
window.sayOn = () => { const said = current; current = null; said?.onend(); };
Object.defineProperty(window, "speechSynthesis", { value: {
  getVoices: () => [{ lang: "en_US", localService: true }, { lang: "en-GB", localService: true }, { lang: "fr-FR" }],
  speak: (saying) => { current = saying; heard.push(saying.text.trim()); },
  cancel: () => { heard.push("…"); },
}});
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
"""

# What stands when there is something to paint, and in the first frame in which there is.
FIRST_PAINT = """
const seen = () => [document.documentElement.dataset.theme, getComputedStyle(document.documentElement).fontSize];
new MutationObserver((_changes, observer) => {
  if (!document.body) return;
  observer.disconnect();
  window.first = [seen()];
  requestAnimationFrame(() => first.push(seen()));
}).observe(document, { childList: true, subtree: true });
"""
SEPIA = "rgb(245, 234, 211)"


@pytest.fixture
def story():
    return factories.make_article(headline="Boats came in late", body=BODY)


def _choose(page, **wanted: str) -> None:
    for setting, name in wanted.items():
        page.locator(".tools").get_by_role("group", name=re.compile(setting, re.I)).get_by_label(name).check()


def test_what_is_chosen_on_a_story_holds_on_every_page_until_it_is_reset(page, story, scripts):
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(story.get_absolute_url())
    page.get_by_text("Aa").click()
    _choose(page, colours="Sepia", size="Largest", spacing="Wide")
    save = page.locator(".tools").get_by_role("button", name="Save")
    if scripts:
        expect(save).to_be_hidden()
        page.keyboard.press("Escape")
        expect(page.locator(".tools__panel")).to_be_hidden()
    else:
        save.click()
    for address in (story.get_absolute_url(), "/", "/my/comfort/"):
        page.goto(address)
        expect(page.locator("html")).to_have_attribute("data-theme", "sepia")
        expect(page.locator("body")).to_have_css("background-color", SEPIA)
        expect(page.locator("html")).to_have_css("font-size", "21.6px")
        assert page.evaluate("document.documentElement.scrollWidth") == 320
    assert bool(page.context.cookies()) is not scripts
    expect(page.get_by_label("Sepia")).to_be_checked()
    page.get_by_role("button", name="Reset").click()
    expect(page.locator("html")).not_to_have_attribute("data-theme", "sepia")
    expect(page.get_by_label("As the device")).to_be_checked()
    assert page.context.cookies() == []


@pytest.mark.parametrize("scripts", [True])
def test_nothing_flashes_whoever_chose_it_where(page, story, live_server):
    page.add_init_script(FIRST_PAINT)
    page.context.add_cookies([{"name": "comfort", "value": "s522", "url": live_server.url}])  # while scripts were off
    page.goto(story.get_absolute_url())
    assert page.context.cookies() == []
    for address in ("/", story.get_absolute_url()):
        page.goto(address)
        page.wait_for_function("first.length === 2")
        assert page.evaluate("first") == [["sepia", "21.6px"]] * 2
    page.evaluate("localStorage.theme = 'dark'")  # at the desk, or by an earlier release of the site
    page.reload()
    page.wait_for_function("first.length === 2")
    assert page.evaluate("first") == [["dark", "21.6px"]] * 2
    page.locator("#theme").select_option("Light")
    assert page.evaluate("[localStorage.theme, localStorage.comfort]") == ["light", "l522"]


@pytest.mark.parametrize("scripts", [True])
def test_a_story_is_read_aloud_sentence_by_sentence_with_its_paragraph_marked(page, story):
    page.add_init_script(VOICE)
    page.goto(story.get_absolute_url())
    page.get_by_role("button", name="Listen").click()
    expect(page.locator(".spoken")).to_have_text("Boats came in late")
    page.get_by_role("button", name="Next paragraph").click()
    while page.locator(".spoken").text_content() != "At noon":
        page.evaluate("sayOn()")
    page.evaluate("sayOn()")
    player = page.get_by_role("region", name="Read aloud")
    player.get_by_role("button", name="Pause").click()
    page.evaluate("sayOn()")  # what was cancelled has no say any more
    player.get_by_role("button", name="Go on").click()
    expect(page.locator(".spoken")).to_have_text("Nobody knew why. Nobody asked.")
    for _ in range(4):
        page.evaluate("sayOn()")
    expect(player).to_be_hidden()
    expect(page.locator(".spoken")).to_have_count(0)
    heard = [words for words in page.evaluate("heard") if words != "…"]
    assert heard[-6:] == ["At noon", "Nobody knew why.", "Nobody knew why.", "Nobody asked.", "Fish", "Salt"]
    assert "The boats came in." in heard
    assert page.evaluate("heard.at(-1)") == "…"  # and hushed at the end


def test_a_link_is_shared_by_the_device_or_copied_and_without_scripts_mailed(page, story, scripts, live_server):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(story.get_absolute_url())
    buttons = [page.get_by_role("button", name=name) for name in ("Share", "Print")]
    mail = page.get_by_role("link", name="Send by mail")
    expect(page.get_by_role("button", name="Listen")).to_be_hidden()  # there is no voice on this machine
    if not scripts:
        assert all(button.is_hidden() for button in buttons)
        assert mail.get_attribute("href").startswith("mailto:?subject=Boats%20came%20in%20late&body=http%3A%2F%2F")
        return
    expect(mail).to_be_hidden()
    buttons[0].click()
    expect(page.locator(".tools").get_by_role("status")).to_have_text("Link copied")
    assert page.evaluate("navigator.clipboard.readText()") == live_server.url + story.get_absolute_url()
    page.evaluate("navigator.share = async (link) => { window.shared = link; }")
    page.evaluate("window.print = () => { window.printed = 1; }")
    for button in buttons:
        button.click()
    assert page.evaluate("[shared.title, printed]") == ["Boats came in late", 1]

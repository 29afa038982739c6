-- For wrk: every request posts other words, since the same words twice are one comment.
-- Arguments: what the form begins with, and a word of this run.
local number, form, run = 0, "", ""

function init(arguments)
  form, run = arguments[1], arguments[2]
end

function request()
  number = number + 1
  return wrk.format("POST", nil, nil, form .. "Comment+" .. number .. "+of+" .. run)
end

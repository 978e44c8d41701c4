-- For wrk: one request for each line of the file in $QUERIES, in turn; $PARAMETERS is appended. At the
-- end a line for machines: requests, seconds, p50, p99 and the largest in milliseconds, errors.
local targets = {}

local function encode(text)
    return (text:gsub("[^%w]", function(byte)
        return byte == " " and "+" or string.format("%%%02X", byte:byte())
    end))
end

local at = 0

function init()
    for line in io.lines(os.getenv("QUERIES")) do
        targets[#targets + 1] = "/search?q=" .. encode(line) .. (os.getenv("PARAMETERS") or "")
    end
    math.randomseed(os.time())
    at = math.random(#targets)
end

function request()
    at = at % #targets + 1
    return wrk.format("GET", targets[at])
end

function done(summary, latency)
    local errors = summary.errors
    io.write(string.format("RESULT %d %.3f %.3f %.3f %.3f %d\n", summary.requests,
        summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3, latency.max / 1e3,
        errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end

-- For wrk: one request for each line of the file in $QUERIES, in turn; $PARAMETERS is appended. At the
-- end a line for machines: requests, seconds, p50, p99 and the largest in milliseconds, errors, and what
-- they were: "503:12,timeout:3", or "-". Statuses are told apart where $STATUSES is set, which costs the
-- client time for each answer; else they are "status".
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

local threads = {}

function setup(thread)
    threads[#threads + 1] = thread
end

if os.getenv("STATUSES") then
    failures = "" -- global: read by the thread that sums up
    local counts = {}

    function response(status)
        if status < 400 then
            return
        end
        counts[status] = (counts[status] or 0) + 1
        local parts = {}
        for each, count in pairs(counts) do
            parts[#parts + 1] = each .. ":" .. count
        end
        failures = table.concat(parts, " ")
    end
end

-- What went wrong, and how often.
local function describe(errors)
    local counts, parts = {}, {}
    for _, thread in ipairs(threads) do
        for status, count in (thread:get("failures") or ""):gmatch("(%d+):(%d+)") do
            counts[status] = (counts[status] or 0) + tonumber(count)
        end
    end
    if next(counts) == nil then
        counts.status = errors.status
    end
    for _, kind in ipairs({ "connect", "read", "write", "timeout" }) do
        counts[kind] = errors[kind]
    end
    for kind, count in pairs(counts) do
        if count > 0 then
            parts[#parts + 1] = kind .. ":" .. count
        end
    end
    table.sort(parts)
    return #parts > 0 and table.concat(parts, ",") or "-"
end

function done(summary, latency)
    local errors = summary.errors
    io.write(string.format("RESULT %d %.3f %.3f %.3f %.3f %d %s\n", summary.requests, summary.duration / 1e6,
        latency:percentile(50) / 1e3, latency:percentile(99) / 1e3, latency.max / 1e3,
        errors.connect + errors.read + errors.write + errors.status + errors.timeout, describe(errors)))
end

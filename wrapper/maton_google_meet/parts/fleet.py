"""One pace for several processes and machines, by way of Redis.

Each process has a queue of its own. For the first in it, a thread holds a ticket in Redis, where a
script decides by the clock of Redis, a moment before the request leaves: until then whoever dies,
gives up, is late or was answered 429 changes nothing but the order. The thread is there only while
calls come. It is what talks to Redis for threads, asyncio and trio alike, so that nothing slow
about Redis, a look-up of its name included, blocks a call or an event loop.
"""

from __future__ import annotations

import hashlib
import itertools
import logging
import math
import random
import secrets
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import httpx

from ..config import check_key, check_number
from ..errors import ConfigurationError
from ..flow.pacing import SPACING, TIGHT, WINDOW, Body, Slot
from ..forking import renew_after_fork

if TYPE_CHECKING:
    from redis import Redis

logger = logging.getLogger("maton_google_meet")

# All in seconds. How long before it leaves a request is given its moment, at the most.
LEAD: Final = 0.1
# How late one who said when to ask again may be, before those behind go first.
GRACE: Final = 0.1
# After so long nobody keeps an unused moment, nor a place for one who does not look.
STALE: Final = 0.5
# A request that is sent later than this after its moment is reported.
LATE: Final = 0.005
# One that is not even sent after so long is reported to be as late again; and again, for so long.
CHECK: Final = 0.1
UNSURE: Final = 1.0
# To the next look, where an answer of Redis is due.
POLL: Final = 0.001
# For one step of the network to Redis; and for an answer, after which Redis counts as lost.
TIMEOUT: Final = 0.5
PATIENCE: Final = 1.0
# Between two attempts to find Redis again.
RETRY: Final = 1.0
# How long the thread stays when nobody waits.
LINGER: Final = 2.0
# How long Redis remembers a process, and an idle fleet.
REMEMBERED: Final = 600.0
# Where Redis was never reached, so many processes are taken to be there.
UNKNOWN: Final = 4

# What Redis keeps is one packed table: since when (born), when it was last asked (touched), the
# next slot of the even grid (next), the last one given (last), when requests of the last second
# were to leave and were sent, as {planned, when} (sent), who waits, as {id, since, asks again by}
# (queue), and who was there lately, as {id, when} (seen). All times are in microseconds of the
# clock of Redis.
# The answer: how long until the slot, how long until to ask again (0: the slot is given), the time,
# born, and the number of the asking process among so many.
SCRIPT: Final = """
local id, a = ARGV[1], {}
for i = 2, #ARGV do a[i] = tonumber(ARGV[i]) end
local known, want, hold, gap, tight, limit, window = a[2], a[3], a[4], a[5], a[6], a[7], a[8]
local lead, grace, retry, remembered = a[9], a[10], a[11], a[12]
local quiet = retry + window + lead
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local packed = redis.call('GET', KEYS[1])
local s = packed and cmsgpack.unpack(packed)
if not s or s.touched > now + lead then
    -- A clock that was put back makes what is known useless.
    s = {born = now, touched = now, next = s and now + quiet or 0, last = 0,
         sent = {}, queue = {}, seen = {}}
end
if known ~= 0 and known ~= s.born then
    -- Somebody sent what is not known here. All who do have come back by the end of `quiet`.
    if known == -1 and now - s.touched > retry then s.born = now end
    s.next = math.max(s.next, s.born + quiet)
end
s.touched = now
if hold > 0 then s.next = math.max(s.next, now + hold) end

for i = 13, #ARGV, 2 do
    for k, each in ipairs(s.sent) do
        if each[1] == a[i] then table.remove(s.sent, k) break end
    end
    table.insert(s.sent, {a[i], now - a[i + 1]})
end
local sent = {}
for _, each in ipairs(s.sent) do
    if each[2] > now - window then table.insert(sent, each) end
end
table.sort(sent, function(x, y) return x[2] > y[2] end)
s.sent = sent

local seen, rank = {}, nil
for _, each in ipairs(s.seen) do
    if each[1] == id then each[2] = now end
    if each[2] > now - remembered then table.insert(seen, each) end
    if each[1] == id then rank = #seen end
end
if not rank then
    table.insert(seen, {id, now})
    rank = #seen
end
s.seen = seen

local queue, ahead, me = {}, 0, nil
for _, each in ipairs(s.queue) do
    if each[1] == id then
        me = each
    elseif each[3] > now and not me then
        ahead = ahead + 1
    end
    if each[1] == id and want == 1 or each[1] ~= id and each[3] > now - 100 * grace then
        table.insert(queue, each)
    end
end
s.queue = queue

local wait, again = 0, 0
if want == 1 then
    if not me then
        me = {id, now, 0}
        table.insert(queue, me)
    end
    local taken = sent[limit] and sent[limit][2] + window or 0
    local opens = math.max(s.next, s.last + tight, taken, now)
    wait = opens + ahead * gap - now
    if wait <= lead then
        s.next = math.max(s.next, me[2]) + gap
        s.last = opens
        table.insert(sent, {opens, opens})
        wait = opens - now
        for k, each in ipairs(queue) do
            if each == me then table.remove(queue, k) break end
        end
    else
        -- Who has long to wait looks in between: those ahead may have gone.
        again = wait - lead
        if again > 1000000 then again = math.ceil(again / 2) end
        me[3] = now + again + grace
    end
end
local kept = math.ceil((remembered + math.max(0, s.next - now)) / 1000)
redis.call('SET', KEYS[1], cmsgpack.pack(s), 'PX', kept)
return {wait, again, now, s.born, rank - 1, #seen}
"""


class Question(NamedTuple):
    """What the script is asked, and since when it is, by the clock of this process."""

    asked: float
    wanted: bool
    arguments: list[str | int]


class _Grant(NamedTuple):
    """A slot given by Redis: when to leave, by the clock of this process, the earliest that can
    have been meant, and the moment by the clock of Redis."""

    due: float
    early: float
    planned: int


class RedisPace:
    """A limit of `rate` requests a second for all processes and machines that share one Maton key,
    by way of Redis 5 or newer, or Valkey: fair between the processes and, in each, first come,
    first served.

    A call never fails because of Redis, and never waits for it long. While Redis is away, each
    process leaves at slots of its own: at each Nth of the limit, if N processes were seen in the
    last ten minutes, or `processes` if that is more; each fourth where Redis was never reached.
    Processes that nobody told it of come on top of that; after a 429 it takes them to be half as
    many again. When Redis is lost, and when it is found again without what it knew, a pause of one
    or two seconds sees to it that none leaves too soon.
    Both are logged once, on `maton_google_meet`.

    An idle one costs nothing: a thread of its own ends two seconds after the last call. It may be
    created before a fork, and used in several event loops.

    Args:
        redis: A URL (`redis://`, `rediss://`, `unix://`), or a `redis.Redis` with timeouts of your
            own. Nothing is sent before the first call.
        api_key: The key whose limit it is; else `MATON_API_KEY` from the environment. Redis gets to
            see a digest of it only.
        name: Names the limit in Redis instead of the key, which may then be one that changes.
        rate: Requests a second, the same in all processes.
        processes: How many processes there are at the most, if that is known.
        clock: Counts seconds; it may differ between processes.

    Raises:
        ConfigurationError: The package redis is not installed, or an argument cannot work.
    """

    _held: float
    """Until when all are held back."""
    _told: float
    """What Redis knows of that."""

    def __init__(
        self,
        redis: str | Redis,
        *,
        api_key: str | None = None,
        name: str | None = None,
        rate: float = 10.0,
        processes: int | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        said = ("RedisPace: rate", "a number of requests a second")
        self.rate = check_number(rate, *said)
        self._gap = check_number(SPACING / rate, *said)
        self._limit = math.ceil(rate)
        self._window = self._limit * self._gap * WINDOW / SPACING
        told = processes is not None
        self._processes = int(check_number(processes, "processes=", "a number")) if told else 0
        self._clock = clock
        self._key = f"maton-google-meet:pace:{_named(name, api_key)}"
        self._script: Callable[..., Any] = _client(redis).register_script(SCRIPT)
        self.renew()
        renew_after_fork(self)

    def __repr__(self) -> str:
        return f"RedisPace({self._key!r}, rate={self.rate!r})"

    def reserve(self, hold: float = 0.0) -> Slot:
        """The next slot, after holding all processes back for `hold` seconds."""
        with self._changed:
            now = self._clock()
            if hold > 0:
                self._held = max(self._held, now + hold)
                self._grants.clear()
                if self._lost is not None:  # There are more than were known of.
                    self._seen += 1 + self._seen // 2
                    self._rank = random.randrange(self._seen)
            place = _Place(self, next(self._numbers))
            self._queue[place.number] = now
            self._wake(now)
            return place

    async def areserve(self, hold: float = 0.0) -> Slot:
        """As `reserve`, which blocks no event loop."""
        return self.reserve(hold)

    def renew(self) -> None:
        """Start as an unknown process, without a thread or a slot, as after a fork."""
        self._id = secrets.token_hex(6)
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._numbers = itertools.count()
        self._queue: dict[int, float] = {}  # Who waits: when each looks again.
        self._gone: deque[int] = deque()  # Who gave up; no lock is needed for that.
        self._grants: list[_Grant] = []
        self._leaving: list[_Place] = []  # Who has left, and is not known to be sent.
        self._news: list[tuple[int, float]] = []  # What was sent when, and for which moment.
        self._held = self._told = -math.inf
        self._ticket = False
        self._ask_at = -math.inf
        self._answer_by = math.inf
        self._lost: float | None = None
        self._retry_at = self._alone_from = -math.inf
        self._born, self._answered = 0, -math.inf
        self._seen = self._processes or UNKNOWN
        self._rank, self._zero = random.randrange(self._seen), 0.0

    # What calls do.

    def _left(self, place: _Place) -> float:
        with self._changed:
            now = self._clock()
            awake = self._awake(now)
            ahead = awake.index(place.number) if place.number in awake else len(awake)
            wait = self._wait(place, ahead, now)
            if wait > 0:
                self._queue[place.number] = now + wait
            else:
                self._queue.pop(place.number, None)
                place.left_at, place.check = now, now + CHECK
                if place.grant.planned:
                    self._leaving.append(place)
            return max(0.0, wait)

    def _wait(self, place: _Place, ahead: int, now: float) -> float:
        if self._held > now:
            return self._held - now
        if ahead < len(self._grants):
            wait = self._grants[ahead].due - now
            if wait <= 0:
                place.grant = self._grants.pop(ahead)
            return wait
        if now > self._answer_by:
            self._lose("no answer", now)
        if self._lost is not None:
            return self._alone(place, ahead, now)
        further = (ahead - len(self._grants)) * self._gap * TIGHT
        return max(self._ask_at, now) + POLL + further - now

    def _alone(self, place: _Place, ahead: int, now: float) -> float:
        """To the next slot of this process's own, as many processes take turns."""
        self._wake(now)
        period = max(self._seen, self._processes) * self._gap
        first = self._zero + self._rank * self._gap
        late = max(0.15 * self._gap, POLL)
        start = max(self._alone_from, now - late) + ahead * period
        due = first + math.ceil((start - first) / period) * period
        if due <= now:
            self._alone_from = due + period / 2
            place.grant = _Grant(due, due, 0)
        # In between, Redis may be found again.
        return float(min(due - now, LEAD * (1 + ahead)))

    def _sent(self, place: _Place, at: float) -> None:
        with self._changed:
            if place.sent:
                return
            place.sent = True
            self._leaving = [each for each in self._leaving if each is not place]
            if place.doubted or at - place.grant.early > LATE or place.grant.planned == 0:
                recent = [each for each in self._news if each[1] > at - self._window]
                self._news = [*recent, (place.grant.planned, at)]
                self._wake(at)

    def _awake(self, now: float) -> list[int]:
        """Who waits, in order, and looks when it said it would; what is stale is forgotten."""
        while self._gone:
            self._queue.pop(self._gone.popleft(), None)
        self._grants = [grant for grant in self._grants if grant.due + STALE > now]
        return [each for each, look in self._queue.items() if look + STALE > now]

    def _wake(self, now: float) -> None:
        """See to it that the thread looks at what there is to do."""
        if self._lost is None:
            self._answer_by = min(self._answer_by, max(self._ask_at, now) + PATIENCE)
        self._start(now)

    def _start(self, now: float) -> None:
        if self._thread is not None and self._thread.is_alive():
            self._changed.notify()
            return
        self._thread = threading.Thread(target=self._run, name="maton-pace", daemon=True)
        try:
            self._thread.start()
        except RuntimeError:  # There can be no more, or Python is about to end.
            self._thread = None
            self._lose("no thread for it", now)

    # What the thread does.

    def _run(self) -> None:
        while True:
            with self._changed:
                seconds = self._plan(self._clock())
                if seconds is None:
                    if not self._changed.wait(LINGER) and self._plan(self._clock()) is None:
                        self._thread = None
                        return
                    continue
                if seconds > 0:
                    self._changed.wait(min(seconds, REMEMBERED))
                    continue
                question = self._question(self._clock())
            try:
                answer = self._script(keys=[self._key], args=question.arguments)
            except Exception as error:  # noqa: BLE001 - calls go on, whatever it is; it is logged
                # Its text may hold what was sent to Redis, the password say.
                self._lose(type(error).__name__, self._clock())
            else:
                self._take(answer, question, self._clock())

    def _plan(self, now: float) -> float | None:
        """The seconds until Redis is to be asked something; None if there is nothing."""
        wanted = len(self._awake(now)) > len(self._grants)
        self._leaving = [each for each in self._leaving if each.grant.early + UNSURE > now]
        check = min((each.check for each in self._leaving), default=math.inf)
        untold = self._news or self._held > max(self._told, now)
        if self._lost is not None:
            return self._retry_at - now if wanted else None
        if untold or (self._ticket and not wanted):
            return 0.0
        if not wanted:
            self._answer_by = math.inf
        due = min(check, self._ask_at if wanted else math.inf)
        return due - now if due < math.inf else None

    def _question(self, now: float) -> Question:
        wanted = len(self._awake(now)) > len(self._grants)
        known = self._born if now - self._answered < REMEMBERED else 0
        news = [(planned, at) for planned, at in self._news if at > now - self._window]
        for each in self._leaving:
            if each.check <= now:
                each.check, each.doubted = now + CHECK, True
                news.append((each.grant.planned, each.check))
        self._news, self._told = [], self._held
        arguments: list[str | int] = [
            *(self._id, -1 if self._lost is not None else known, int(wanted)),
            *(_micro(max(0.0, self._held - now)), _micro(self._gap), _micro(self._gap * TIGHT)),
            *(self._limit, _micro(self._window), *map(_micro, (LEAD, GRACE, RETRY, REMEMBERED))),
        ]
        for planned, at in news:
            arguments += [planned, _micro(now - at)]
        return Question(now, wanted, arguments)

    def _take(self, answer: Any, question: Question, now: float) -> None:
        with self._changed:
            wait, again, there, self._born, self._rank, self._seen = map(int, answer)
            self._zero, self._answered = now - there / 1e6, now
            if self._lost is not None:
                logger.info("RedisPace: Redis is back after %.1f s.", now - self._lost)
                self._lost = None
            self._ticket = question.wanted and again > 0
            self._ask_at = now + again / 1e6 if self._ticket else -math.inf
            if question.wanted and not again:
                due, early = now + wait / 1e6, question.asked + wait / 1e6
                self._grants.append(_Grant(due, early, there + wait))
            self._answer_by = max(self._ask_at, now) + PATIENCE

    def _lose(self, why: str, now: float) -> None:
        with self._changed:
            self._retry_at = now + RETRY
            self._ticket, self._ask_at, self._answer_by = False, -math.inf, math.inf
            if self._lost is None:
                self._lost = now
                # By then all that left under Redis has left a second ago.
                self._alone_from = max(self._alone_from, now + self._window + LEAD)
                part = max(self._seen, self._processes)
                logger.warning(
                    "RedisPace: Redis is away (%s). This process goes on at %.3g requests a "
                    "second, 1/%d of the limit, and looks for Redis once a second.",
                    *(why, self.rate / part, part),
                )


class _Place(Slot):
    """A place in the queue of a process."""

    def __init__(self, pace: RedisPace, number: int) -> None:
        self._pace = pace
        self.number = number
        self.grant = _Grant(0.0, 0.0, 0)
        self.left_at: float | None = None
        self.check = 0.0
        self.sent = self.doubted = False

    def left(self) -> float:
        return self._pace._left(self)

    def body(self, content: bytes) -> httpx.ByteStream:
        return Body(content, self)

    def note(self) -> None:
        """The request is on its way: headers have been sent."""
        self._pace._sent(self, self._pace._clock())

    def done(self) -> None:
        if self.left_at is not None:  # If nobody noted: the transport needs no body.
            self._pace._sent(self, self.left_at)

    def give_back(self) -> None:
        self._pace._gone.append(self.number)

    __del__ = give_back  # An interrupt may come before anyone else could.


def _micro(seconds: float) -> int:
    return round(seconds * 1e6)


def _named(name: str | None, key: str | None) -> str:
    """How the limit is called in Redis."""
    if name is not None:
        return f"name:{name}"
    found = check_key(key)
    if not isinstance(found, str):
        raise ConfigurationError("RedisPace: for a key that may change, pass name=, not api_key=.")
    return f"key:{hashlib.sha256(f'maton-google-meet pace {found}'.encode()).hexdigest()[:32]}"


def _client(given: str | Redis) -> Redis:
    """A client of Redis for a URL, with short timeouts; or the one that was given."""
    try:
        import redis
        from redis.asyncio import Redis as AsyncRedis
        from redis.backoff import NoBackoff
        from redis.retry import Retry
    except ImportError as error:
        raise ConfigurationError(
            "RedisPace needs the package redis: pip install 'redis>=5.2'."
        ) from error
    if not isinstance(given, str):
        other: object = given
        if isinstance(other, AsyncRedis) or not hasattr(other, "register_script"):
            raise ConfigurationError("RedisPace takes a URL, or a redis.Redis, for async too.")
        return given
    try:
        return redis.Redis.from_url(
            given,
            socket_timeout=TIMEOUT,
            socket_connect_timeout=TIMEOUT,
            # Once, for a connection that was closed while it was idle.
            retry=Retry(NoBackoff(), 1, supported_errors=(redis.ConnectionError,)),
        )
    except ValueError:  # Its text may hold a part of the password.
        raise ConfigurationError(
            "RedisPace: this is no URL of Redis, such as redis://host:6379/0. What is special in a "
            "password has to be percent-encoded."
        ) from None

"""One rate limit for several processes and machines, through Redis or Valkey.

Each process queues its own calls. A thread requests one slot at a time from Redis, for the first
call in the queue. A script in Redis decides by the clock of Redis, at most 0.1 s before the request
leaves. Until then, a process that ends, gives up, is late or receives a 429 changes only the order.
Only the thread communicates with Redis, so that a slow Redis blocks neither asyncio nor trio.
"""

from __future__ import annotations

import hashlib
import logging
import math
import random
import secrets
import threading
import time
from collections import deque
from collections.abc import Callable
from enum import Enum
from typing import TYPE_CHECKING, Any, Final

import httpx

from .config import KEY_VARIABLE, check_key, check_number
from .errors import ConfigurationError
from .flow.pacing import Body, Slot, space_requests
from .forking import renew_after_fork

if TYPE_CHECKING:
    from redis import Redis

logger: logging.Logger = logging.getLogger("maton_google_meet")

# Zero 429s: a slot is granted at most this long before its request leaves. A request that has left
# but is not sent yet is reported once per such period, as sent one period later.
GRANT_LEAD_SECONDS: Final = 0.1
# Fair: a process keeps an unused slot, or the place of a call that does not look, this long.
UNUSED_SLOT_SECONDS: Final = 0.5
# 98 % of the limit: the interval at which a call looks for a reply of Redis that is due.
POLL_SECONDS: Final = 0.001
# Calls continue: after this long without a reply, Redis is away. It is retried this often.
REPLY_SECONDS: Final = 1.0
# Idle costs nothing: the thread ends this long after the last call.
IDLE_THREAD_SECONDS: Final = 2.0
# Redis forgets a process after this long. A hold cannot be longer.
MEMORY_SECONDS: Final = 600.0
# Calls continue: the number of processes to share the limit with if Redis was never reached.
UNKNOWN_PROCESSES: Final = 4

# The key holds one packed table. All times are microseconds of the clock of Redis. `born`, `asked`:
# when the state began, and the script last ran. `next`, `last`: the next slot of the even grid, and
# the last slot granted. `held`: when the hold ends. `sent`: when the requests of the last window
# were sent, by planned time. `processes`: when each was last seen, since when it waits (0: it does
# not), and when its place expires. The status is 1 if the process knows this state, 2 if it lost
# Redis, else 0.
SCRIPT: Final = """
local time, id, n = redis.call('TIME'), ARGV[1], {}
for i = 2, #ARGV do n[i - 1] = tonumber(ARGV[i]) end
local status, wanted, hold, gap, catch_up, limit, window, lead, retry, memory = unpack(n, 1, 10)
local now, pause = time[1] * 1000000 + time[2], retry + window + lead
local packed = redis.call('GET', KEYS[1])
local s = packed and cmsgpack.unpack(packed)
local times = s and {s.born, s.asked, s.last, s.next - gap - pause, s.held - memory - pause}
if not s or math.max(unpack(times)) > now + lead then -- A table from the future is of no use.
    s = {born = now, asked = now, held = s and now + pause or 0, next = 0, last = 0,
         sent = {}, processes = {}}
end

local me = s.processes[id]
if status == 2 and now - s.asked > retry then s.born = now end
if status == 2 or status == 1 and not me then -- Requests may have left unknown to this table.
    s.held = math.max(s.held, s.born + pause)
end
s.asked, s.held = now, math.max(s.held, now + math.min(hold, memory))
me = me or {since = 0}
me.seen, me.expires, s.processes[id] = now, now, me
if wanted == 0 then me.since = 0 elseif me.since == 0 or status ~= 1 then me.since = now end
local ahead, rank, count = 0, 0, 0
for other, p in pairs(s.processes) do
    if math.abs(now - p.seen) > memory or p.expires > now + memory then
        s.processes[other] = nil
    else
        count, rank = count + 1, rank + (other < id and 1 or 0)
        if p.since > 0 and p.since < me.since and p.expires > now then ahead = ahead + 1 end
    end
end

for i = 11, #n - 1, 2 do s.sent[n[i]] = now - n[i + 1] end
local sent = {}
for planned, at in pairs(s.sent) do
    if math.abs(now - at) < window then table.insert(sent, at) else s.sent[planned] = nil end
end
table.sort(sent, function(x, y) return x > y end)
local free_at = sent[limit] and sent[limit] + window or 0
local opens = math.max(now, s.next, s.held, s.last + catch_up, free_at)
local wait, again = opens + ahead * gap - now, 0
if wanted == 0 then
    wait = 0
elseif wait <= lead then
    s.next, s.last, s.sent[opens] = math.max(s.next, s.held, me.since) + gap, opens, opens
    wait, me.since = opens - now, 0
else -- Processes ahead may leave: a process with a long wait asks again in between.
    again = math.min(wait - lead, math.max(1000000, wait / 2), memory / 2)
    me.expires = now + again + lead
end
local ttl = memory + math.max(0, s.next - now, s.held - now)
redis.call('SET', KEYS[1], cmsgpack.pack(s), 'PX', math.ceil(ttl / 1000))
return {wait, again, now, rank, count}
"""


class Phase(Enum):
    """The exchange with Redis. Its next event is due at `RedisPace._due`."""

    IDLE = "no call waits"
    ASKING = "the thread asks for a slot"
    QUEUED = "Redis keeps a place for this process, which asks again"
    GRANTED = "the first call in the queue leaves"
    LOST = "Redis is away, calls use this process's own slots, and the thread retries Redis"


class InvalidReply(Exception):
    """A reply that the script cannot have returned."""


class RedisPace:
    """A rate limit for all processes and machines with one Maton key.

        with GoogleMeet(pace=RedisPace("redis://localhost:6379/0")) as meet:
            print(meet.spaces.get("kfr-wduz-tqa").name)

    It needs the extra `redis`, and Redis 5 or newer or Valkey. Processes take turns. Within a
    process, calls leave first come, first served. An idle pace does not have a thread. A pace may
    be created before a fork, and several event loops may use it.

    A call never fails because of Redis, and waits at most about a second for a reply. While Redis
    is unavailable or sends invalid replies, each process uses only its own slots: every Nth slot of
    the limit. N is the number of processes that were seen in the last ten minutes, or `processes`
    if that is more. If Redis was never reached, N is `processes`, or 4 without it. If there are
    more processes than N, they exceed the limit together. After a 429, a process increases N by
    half. When Redis is lost, and when it is back without its state, requests pause for one or two
    seconds, so that none is too early. The loss and the return of Redis are logged on
    `maton_google_meet`.

    Args:
        redis: A URL (`redis://`, `rediss://`, `unix://`), or a `redis.Redis` with your own
            timeouts. Nothing is sent before the first call.
        api_key: The key to which the limit belongs; by default, `MATON_API_KEY` from the
            environment. Redis receives only a digest of it.
        name: The name of the limit in Redis, in place of the key. It is required for a key that may
            change and for a stored session, and must be the same in all processes.
        rate: The largest number of requests a second, the same in all processes.
        processes: The largest possible number of processes, if it is known.
        clock: A function that returns the current time in seconds. Processes may have different
            clocks.

    Raises:
        ConfigurationError: The package redis is not installed, or an argument is not valid.
    """

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
        self._spacing = space_requests(rate, "RedisPace")
        gap, catch_up_gap, limit, window = self._spacing
        lengths = (window, GRANT_LEAD_SECONDS, REPLY_SECONDS, MEMORY_SECONDS)
        self._lengths = [_micro(gap), _micro(catch_up_gap), limit, *map(_micro, lengths)]
        self.rate = rate
        least = 0 if processes is None else check_number(processes, "processes=", "a number")
        self._least_processes = int(least)
        self._clock = clock
        self._key = f"maton-google-meet:pace:{_name_limit(name, api_key)}"
        self._script: Callable[..., Any] = _connect(redis).register_script(SCRIPT)
        self.renew()
        renew_after_fork(self)

    def __repr__(self) -> str:
        return f"RedisPace({self._key!r}, rate={self.rate!r})"

    def renew(self) -> None:
        """Discard the thread, the queue and the slots.

        The library calls this method after a fork, because they belong to the parent process.
        """
        self._id = secrets.token_hex(6)
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._phase, self._due, self._planned = Phase.IDLE, 0.0, 0
        self._is_connected = False  # Redis has replied to this thread.
        self._asked_at, self._needs_slot = 0.0, False
        self._queue: dict[int, float] = {}  # When each call looks again, by id of its place.
        self._released: deque[int] = deque()  # Places given back: to append needs no lock.
        self._departed: list[_Place] = []  # Requests to report to Redis.
        self._held_until, self._hold_reported = -math.inf, True
        self._processes = self._least_processes or UNKNOWN_PROCESSES
        self._rank, self._redis_epoch = random.randrange(self._processes), 0.0
        self._lost_at = self._own_slot_from = -math.inf

    def reserve(self, hold: float = 0.0) -> Slot:
        """Return the next slot. If `hold` is above 0, hold all processes back for these seconds."""
        with self._changed:
            now = self._clock()
            if hold > 0:
                self._held_until, self._hold_reported = max(self._held_until, now + hold), False
                if self._phase is Phase.LOST:  # There are more processes than were seen.
                    self._processes += 1 + self._processes // 2
                    self._rank = random.randrange(self._processes)
            place = _Place(self)
            self._list_waiting(now, place)
            self._wake_thread()
            return place

    async def areserve(self, hold: float = 0.0) -> Slot:
        """Return the next slot like `reserve`, which does not block an event loop."""
        return self.reserve(hold)

    def _left(self, place: _Place) -> float:
        with self._changed:
            now = self._clock()
            ahead = self._list_waiting(now, place).index(id(place))
            if self._phase in {Phase.ASKING, Phase.QUEUED} and now > self._due + REPLY_SECONDS:
                self._lose("no answer")
            if self._held_until > now:
                wait = self._held_until - now
            elif self._phase is Phase.LOST:
                wait = self._wait_for_own_slot(ahead, now)
            elif self._phase is Phase.GRANTED and not ahead:
                wait = self._due - now
            else:
                further = POLL_SECONDS + ahead * self._spacing.catch_up_gap
                wait = max(self._due - now, 0.0) + further
            if wait > 0:
                self._queue[id(place)] = now + wait
                return wait
            place.planned, place.left_at = self._planned, now
            place.report_at, place.report_until = now + GRANT_LEAD_SECONDS, now + MEMORY_SECONDS
            self._departed.append(place)
            del self._queue[id(place)]
            if self._phase is Phase.GRANTED:
                self._phase = Phase.IDLE
            self._wake_thread()
            return 0.0

    def _wait_for_own_slot(self, ahead: int, now: float) -> float:
        """Return the seconds until a slot of this process, or until Redis may be back."""
        gap, _, limit, window = self._spacing
        period, first = self._processes * gap, self._redis_epoch + self._rank * gap
        # Requests that are not later than this do not fall into each other's window.
        start = max(self._own_slot_from, now - max(limit * gap - window, POLL_SECONDS))
        slot = first + math.ceil((start + ahead * period - first) / period) * period
        if slot <= now:
            self._own_slot_from = slot + period / 2
            self._planned = _micro(slot - self._redis_epoch)
        return min(slot - now, GRANT_LEAD_SECONDS * (1 + ahead))

    def _note_sent(self, place: _Place, at: float) -> None:
        with self._changed:
            if not place.sent:
                place.sent, place.report_at = True, at
                place.report_until = at + self._spacing.window
                self._wake_thread()

    def _list_waiting(self, now: float, place: _Place | None = None) -> list[int]:
        """Return the places of calls that wait, among them `place`, and update the phase."""
        while self._released:
            self._queue.pop(self._released.popleft(), None)
        if place is not None:
            self._queue[id(place)] = now
        waiting = [each for each, look in self._queue.items() if look + UNUSED_SLOT_SECONDS > now]
        if self._phase is Phase.GRANTED and self._due + UNUSED_SLOT_SECONDS < now:
            self._phase = Phase.IDLE
        if self._phase is Phase.IDLE and waiting:
            self._phase, self._due = Phase.ASKING, now
            self._wake_thread()
        elif self._phase is Phase.ASKING and not waiting:
            self._phase = Phase.IDLE
        return waiting

    def _lose(self, reason: str) -> None:
        """Continue without Redis, and retry it in a second."""
        with self._changed:
            now = self._clock()
            previous, self._phase, self._due = self._phase, Phase.LOST, now + REPLY_SECONDS
            if previous is Phase.LOST:
                return
            # After this pause, the window of the last request with a slot of Redis has ended.
            pause = self._spacing.window + GRANT_LEAD_SECONDS
            self._lost_at, self._own_slot_from = now, max(self._own_slot_from, now + pause)
            logger.warning(
                "RedisPace: Redis is away (%s). This process continues at %.3g requests a second, "
                "1/%d of the limit, and retries Redis once a second.",
                *(reason, self.rate / self._processes, self._processes),
            )

    def _wake_thread(self) -> None:
        """Let the thread plan again. Start a thread if necessary."""
        if self._thread is not None and self._thread.is_alive():
            self._changed.notify()
            return
        self._thread = threading.Thread(target=self._run, name="maton-pace", daemon=True)
        try:
            self._thread.start()
        except RuntimeError:  # The limit of threads is reached, or Python is about to end.
            self._thread = None
            self._lose("no thread could be started")

    def _run(self) -> None:
        while (question := self._wait_for_question()) is not None:
            try:
                self._take(self._script(keys=[self._key], args=question))
            except BaseException as error:  # noqa: BLE001 - calls continue, and its type is logged
                self._lose(type(error).__name__)  # Its text may contain the password of Redis.

    def _wait_for_question(self) -> list[str | int] | None:
        """Return the next question when it is due; None if there is none for a while."""
        with self._changed:
            idle = max(IDLE_THREAD_SECONDS, self._spacing.window)
            while (seconds := self._plan(self._clock())) > 0:
                woken = self._changed.wait(min(seconds, idle))
                if not woken and self._plan(self._clock()) == math.inf:
                    self._thread, self._is_connected = None, False
                    return None
            return self._ask(self._clock())

    def _plan(self, now: float) -> float:
        """Return the seconds until there is something to ask."""
        waiting = self._list_waiting(now)
        self._departed = [each for each in self._departed if each.report_until > now]
        if self._phase is Phase.LOST:
            return self._due - now if waiting else math.inf
        if not self._hold_reported or (self._phase is Phase.QUEUED and not waiting):
            return 0.0
        due = [each.report_at for each in self._departed]
        if self._phase in {Phase.ASKING, Phase.QUEUED}:
            due.append(self._due)
        return min(due, default=math.inf) - now

    def _ask(self, now: float) -> list[str | int]:
        """Return the arguments of the script: a question, with the reports that are due."""
        self._needs_slot = bool(self._list_waiting(now)) and self._phase is not Phase.GRANTED
        self._asked_at, self._hold_reported = now, True
        status = 2 if self._phase is Phase.LOST else int(self._is_connected)
        hold = _micro(max(0.0, self._held_until - now))
        arguments: list[str | int] = [self._id, status, int(self._needs_slot), hold, *self._lengths]
        for place in self._departed:
            if place.report_at <= now:
                if not place.sent:
                    place.report_at = now + GRANT_LEAD_SECONDS
                arguments += [place.planned, _micro(now - place.report_at)]
        self._departed = [place for place in self._departed if not place.sent]
        return arguments

    def _take(self, reply: Any) -> None:
        """Apply a reply of Redis."""
        with self._changed:
            now = self._clock()
            if not isinstance(reply, list) or [type(each) for each in reply] != [int] * 5:
                raise InvalidReply
            wait, again, redis_now, rank, processes = reply
            longest = 2 * (MEMORY_SECONDS + self._spacing.window) + processes * self._spacing.gap
            if not (
                0 <= again <= wait <= longest * 1e6 and redis_now > 0 and 0 <= rank < processes
            ):
                raise InvalidReply
            if now > self._asked_at + REPLY_SECONDS:
                raise TimeoutError
            self._rank, self._processes = rank, max(processes, self._least_processes)
            self._redis_epoch, self._is_connected = now - redis_now / 1e6, True
            if self._phase is Phase.LOST:
                logger.info("RedisPace: Redis is back after %.1f s.", now - self._lost_at)
                self._phase = Phase.IDLE
            if self._needs_slot:
                self._phase = Phase.QUEUED if again else Phase.GRANTED
                self._due, self._planned = now + (again or wait) / 1e6, redis_now + wait
            elif self._phase is Phase.QUEUED:
                self._phase = Phase.IDLE


class _Place(Slot):
    """A place in the queue of a process."""

    planned, sent = 0, False
    left_at = report_at = report_until = math.inf

    def __init__(self, pace: RedisPace) -> None:
        self._pace = pace

    def left(self) -> float:
        return self._pace._left(self)

    def body(self, content: bytes) -> httpx.ByteStream:
        return Body(content, self.note)

    def note(self) -> None:
        """Note that the headers have been sent."""
        self._pace._note_sent(self, self._pace._clock())

    def done(self) -> None:
        if self.left_at < math.inf:  # A transport that did not read the body sent it immediately.
            self._pace._note_sent(self, self.left_at)

    def give_back(self) -> None:
        self._pace._released.append(id(self))

    __del__ = give_back  # An interrupt may end a call before it can give its slot back.


def _micro(seconds: float) -> int:
    return round(seconds * 1e6)


def _name_limit(name: str | None, api_key: str | None) -> str:
    """Return the name of the limit in Redis, which does not reveal the key."""
    if name is not None:
        return f"name:{name}"
    key = check_key(api_key)
    if key is None:
        raise ConfigurationError(
            f"RedisPace: {KEY_VARIABLE} is not set. With a stored session, pass its account as "
            "name=; else pass api_key=."
        )
    if not isinstance(key, str):
        raise ConfigurationError("RedisPace: for a key that may change, pass name=, not api_key=.")
    return f"key:{hashlib.sha256(f'maton-google-meet pace {key}'.encode()).hexdigest()[:32]}"


def _connect(client: str | Redis) -> Redis:
    """Return `client`, or a client for a URL, with short timeouts. Nothing is sent yet."""
    try:
        import redis
        from redis.asyncio import Redis as AsyncRedis
        from redis.backoff import NoBackoff
        from redis.retry import Retry
    except ImportError as error:
        message = "RedisPace needs the package redis: pip install 'redis>=5.2'."
        raise ConfigurationError(message) from error
    if not isinstance(client, str):
        other: object = client
        if isinstance(other, AsyncRedis) or not hasattr(other, "register_script"):
            raise ConfigurationError("RedisPace takes a URL, or a redis.Redis, for async too.")
        return client
    # One retry, for a connection that was closed while it was idle.
    retry = Retry(NoBackoff(), 1, supported_errors=(redis.ConnectionError,))
    timeouts = dict.fromkeys(("socket_timeout", "socket_connect_timeout"), REPLY_SECONDS / 2)
    try:
        return redis.Redis.from_url(client, retry=retry, **timeouts)
    except ValueError:  # Its text may contain a part of the password.
        raise ConfigurationError(
            "RedisPace: this is not a URL of Redis, such as redis://host:6379/0. Percent-encode "
            "special characters in a password."
        ) from None

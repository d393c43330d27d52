"""Processes that the build starts end when it ends, however it ends; and what stops the build itself.

A stop is Ctrl-C, or a signal that asks the process to end. Workers are forks, which have everything without being sent
it; they and the commands it runs would live on if the build were killed, and would keep its lock, so they watch it.
"""

import contextlib
import ctypes
import multiprocessing
import os
import runpy
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from multiprocessing.connection import Connection
from queue import Empty, SimpleQueue
from types import FrameType
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from multiprocessing.context import ForkProcess

_STOPS: Final = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
_PR_SET_PDEATHSIG: Final = 1
_stoppable: Final[set[int]] = set()
_asked: Final[set[int]] = set()


class WorkerError(Exception):
    """A worker process ended before its work was done; the message says so."""


@contextlib.contextmanager
def stoppable() -> Iterator[None]:
    """Have whatever asks the process to end raise KeyboardInterrupt, once: what is cleared away then is not disturbed.

    What the process ignored before, as under nohup, it ignores still.
    """
    before = {number: signal.getsignal(number) for number in _STOPS}
    heard = [number for number, handler in before.items() if handler is not signal.SIG_IGN]

    def stop(number: int, _frame: FrameType | None) -> None:
        _asked.add(number)
        too_late()
        raise KeyboardInterrupt

    _asked.clear()
    for number in heard:
        signal.signal(number, stop)
    _stoppable.update(heard)
    try:
        yield
    finally:
        _stoppable.clear()
        for number in heard:
            signal.signal(number, before[number])


def asked_to_stop() -> bool:
    """Whether something has asked this process to end since `stoppable` was entered."""
    return bool(_asked)


def too_late() -> None:
    """From here to the end, which is near, nothing stops the process."""
    for number in _stoppable:
        signal.signal(number, signal.SIG_IGN)


@contextlib.contextmanager
def _undisturbed() -> Iterator[None]:
    """Let a stop wait: what Python calls around a fork would swallow it."""
    signal.pthread_sigmask(signal.SIG_BLOCK, _STOPS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOPS)


def can_fork() -> bool:
    """Whether this system can make workers that have what this process has."""
    return "fork" in multiprocessing.get_all_start_methods()


class Workers(Executor):
    """So many forks of this process, each with a pipe of its own: one that dies is noticed, whatever it was doing.

    (In the pool of concurrent.futures all share one pipe, and a worker that is killed while it writes there hangs it.)
    Left by an exception, as by Ctrl-C, it ends at once; work that fails because a worker died raises WorkerError.
    """

    def __init__(self, count: int) -> None:
        self._tasks: SimpleQueue[tuple[Future[Any], Callable[..., Any], tuple[Any, ...]] | None] = SimpleQueue()
        self._processes: list[ForkProcess] = []
        pipes = []
        try:
            for _ in range(count):
                ours, theirs = multiprocessing.Pipe()
                process = multiprocessing.get_context("fork").Process(target=_work, args=(theirs,), daemon=True)
                with _undisturbed():
                    process.start()
                theirs.close()
                self._processes.append(process)
                pipes.append(ours)
        except BaseException:
            self._kill()
            raise
        self._threads = [threading.Thread(target=self._serve, args=(pipe,), daemon=True) for pipe in pipes]
        for thread in self._threads:
            thread.start()

    def submit(self, function: Callable[..., Any], /, *arguments: Any, **named: Any) -> Future[Any]:
        """Have a worker call a function of a module."""
        if named:
            raise TypeError("workers take arguments by place only")
        future: Future[Any] = Future()
        self._tasks.put((future, function, arguments))
        return future

    def _serve(self, pipe: Connection) -> None:
        """In a thread for each worker: give it work, and wait for what it makes of it."""
        with pipe:
            while task := self._tasks.get():
                future, function, arguments = task
                if not future.set_running_or_notify_cancel():
                    continue
                try:
                    pipe.send((function, arguments))
                    good, made = pipe.recv()
                except (EOFError, OSError):
                    words = "A worker process ended before its work was done; perhaps there was too little memory."
                    good, made = False, WorkerError(f"{words} Try again with --jobs 1.")
                if good:
                    future.set_result(made)
                else:
                    future.set_exception(made)
            with contextlib.suppress(OSError):
                pipe.send(None)

    def __exit__(self, kind: object, *_: object) -> None:
        if kind:
            self._kill()
        self.shutdown(cancel_futures=True)

    def _kill(self) -> None:
        for process in self._processes:
            process.kill()

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End when all work is done, or all that was begun."""
        while cancel_futures and not self._tasks.empty():
            with contextlib.suppress(Empty):
                if task := self._tasks.get_nowait():
                    task[0].cancel()
        for _ in self._threads:
            self._tasks.put(None)
        if wait:
            for thread in self._threads:
                thread.join()
            for process in self._processes:
                process.join()


def _work(pipe: Connection) -> None:
    """In a worker: leave it to the build to stop it, end when the build does, and meanwhile do what it asks."""
    for number in _STOPS:
        signal.signal(number, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    with contextlib.suppress(EOFError, OSError):
        while task := pipe.recv():
            function, arguments = task
            try:
                made = True, function(*arguments)
            except Exception as error:  # noqa: BLE001 - whatever it is, it is the build's
                made = False, error
            pipe.send(made)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent:
        parent.join()
        os._exit(1)


def command(module: str, *arguments: str) -> list[str]:
    """The command that runs a module, and ends when this process does; on Linux, which alone can promise that."""
    return [sys.executable, "-P", __file__, str(os.getpid()), module, *arguments]


def _run(parent: int, module: str) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            return
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    _, parent, module, *rest = sys.argv
    sys.argv = [module, *rest]
    _run(int(parent), module)

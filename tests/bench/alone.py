"""Run one command from a small process and write down what it used: status, seconds, cpu, peak memory.

Linux counts into a process's peak what its parent held when it was started. So the parent is this
script, which imports next to nothing, and not the bench, which may hold much.
"""

import os
import sys
import time

MACOS = sys.platform == "darwin"


def main(result: str, command: list[str]) -> None:
    start = time.perf_counter()
    pid = os.posix_spawnp(command[0], command, os.environ)
    _, status, used = os.wait4(pid, 0)
    seconds = time.perf_counter() - start
    # Linux counts in units of 1024 bytes, macOS in bytes.
    peak = used.ru_maxrss * (1 if MACOS else 1024)
    with open(result, "w") as file:  # noqa: PTH123 - pathlib is as large as what is measured
        file.write(f"{os.waitstatus_to_exitcode(status)} {seconds} {used.ru_utime + used.ru_stime} {peak}")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])

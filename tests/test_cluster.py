"""Pages made elsewhere: by workers that are no forks of the build, on this computer or on a cluster's."""

import multiprocessing
import shutil
import warnings
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import build
from followthrough.frame import Shell
from followthrough.problem import Failure
from tests.command import DONE, MINIMAL, MINIMAL_TODAY, files_below


@pytest.fixture(params=["spawned", "cluster"])
def workers(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Executor]:
    """Two workers: processes that begin with nothing, or those of a Dask cluster on this computer."""
    if request.param == "spawned":
        with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as pool:
            yield pool
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the library's own, while it starts and ends
        from dask import config
        from distributed import Client, LocalCluster

        start: Any = LocalCluster
        connect: Any = Client
        options = {"n_workers": 2, "threads_per_worker": 1, "processes": True, "dashboard_address": None}
        here = config.set({"temporary-directory": str(tmp_path)})
        with here, start(host="127.0.0.1", **options) as cluster, connect(cluster) as client:
            yield client.get_executor()


def test_pages_made_elsewhere_are_the_same(workers: Executor, minimal: Path, tmp_path: Path) -> None:
    content = shutil.copytree(MINIMAL, tmp_path / "content")
    where = ("--content", str(content), "--site", str(tmp_path / "site"), "--as-of", MINIMAL_TODAY)
    assert build.main(where, workers) == DONE
    assert files_below(tmp_path / "site") == files_below(minimal)


def test_a_worker_with_other_content_is_refused(tmp_path: Path) -> None:
    content = Path(shutil.copytree(MINIMAL, tmp_path / "content"))
    again = build._Again(content, date(2023, 6, 15), False, None, "another", Shell({}, {}, ""))
    with pytest.raises(Failure, match="another version"):
        again()

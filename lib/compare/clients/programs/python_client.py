"""Python's urllib: given a limit in ms and URLs, a line of JSON for each."""

import hashlib
import http.client
import json
import sys
import urllib.error
import urllib.request


def words(err):
    """The last line of a traceback."""
    name = type(err).__name__
    module = type(err).__module__
    return f"{name if module == 'builtins' else module + '.' + name}: {err}".strip()


def ask(url, limit):
    status, body, error = None, b"", None
    try:
        try:
            response = urllib.request.urlopen(url, timeout=limit / 1000)
        except urllib.error.HTTPError as err:
            response = err  # a status from 400 on is thrown, and is an answer
        status = response.status
        body = response.read()
    except http.client.IncompleteRead as err:
        body = err.partial
        error = words(err)
    except Exception as err:
        error = words(err)
    digest = None if status is None else hashlib.sha256(body).hexdigest()
    return {"status": status, "bytes": len(body), "sha256": digest, "error": error}


for url in sys.argv[2:]:
    print(json.dumps(ask(url, int(sys.argv[1]))), flush=True)

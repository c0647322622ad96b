"""Production server. Two workers with threads serve an edition's last evening; see bench/RESULTS.md."""

import os

workers = int(os.environ.get("WEB_WORKERS", "2"))
worker_class = "gthread"
threads = int(os.environ.get("WEB_THREADS", "4"))
timeout = 60
graceful_timeout = 20
max_requests = 5000
max_requests_jitter = 500
accesslog = None
loglevel = "warning"
control_socket_disable = True  # no admin socket: one thing less to guard

from haven.core.privacy.registry import plain

plain("jobs.Lease", "task_id", "worker_id", "until")
plain("jobs.Recurring", "name", "next_at")
# Jobs are given ids, never what they stand for.
plain(
    "django_tasks_database.DBTaskResult",
    *("id", "status", "enqueued_at", "started_at", "finished_at", "args_kwargs", "priority", "task_path"),
    *("worker_ids", "queue_name", "backend_name", "run_after", "return_value", "exception_class_path"),
    "traceback",
)

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "haven.config.settings")
application = get_wsgi_application()

# What is loaded by now stays: no collection need look at it again, and no process that is forked from
# this one copies it. A page makes some 20,000 objects that go by themselves: look less often.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 20)

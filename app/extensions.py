"""The Flask extensions, made once and attached to an app by create_app."""

from flask_login import LoginManager
from flask_migrate import Migrate
from flask_wtf.csrf import CSRFProtect

login = LoginManager()
migrate = Migrate()
csrf = CSRFProtect()

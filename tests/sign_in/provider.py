"""An OpenID Connect provider: django-oauth-toolkit as a process of its own, with five people who sign in by a form.

Run with a folder for its database, a port, and the address to return to; it says 'ready' when it answers.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import django
import waitress
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings

CLIENT_ID = "results"
CLIENT_SECRET = "provider-gave-this-Zx81"
PASSWORD = "correct horse"
PEOPLE = {
    "vera": ["staff"],
    "eddy": ["staff", "desk"],
    "stella": ["data"],
    "nora": ["elsewhere"],
    "uma": ["desk"],
}
"""Groups by name. The provider tells Uma's only when asked for her user info."""

FORM = """<form method="post"><input type="hidden" name="csrfmiddlewaretoken" value="{{ csrf_token }}">
{{ form }}<button>In</button></form>"""


def main(folder: Path, port: int, return_to: str) -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "login.html").write_text(FORM, encoding="utf-8")
    apps = ["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions", "oauth2_provider"]
    settings.configure(
        SECRET_KEY="the provider's own", ALLOWED_HOSTS=["127.0.0.1"], ROOT_URLCONF=__name__, USE_TZ=True,
        INSTALLED_APPS=apps, MIGRATION_MODULES={app.rpartition(".")[2]: None for app in apps},
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": str(folder / "provider.sqlite")}},
        MIDDLEWARE=["django.contrib.sessions.middleware.SessionMiddleware", "django.middleware.csrf.CsrfViewMiddleware",
                    "django.contrib.auth.middleware.AuthenticationMiddleware"],
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "DIRS": [str(folder)], "APP_DIRS": True}],
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"], LOGIN_URL="/login/",
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        OAUTH2_PROVIDER={
            "OIDC_ENABLED": True, "OIDC_RSA_PRIVATE_KEY": pem.decode(), "PKCE_REQUIRED": True,
            "OIDC_ISS_ENDPOINT": f"http://127.0.0.1:{port}/o", "OAUTH2_VALIDATOR_CLASS": f"{__name__}.Validator",
            "SCOPES": {"openid": "sign in", "profile": "name", "groups": "groups"},
        },
    )
    django.setup()
    # Everything below knows the settings by now.
    from django.contrib.auth.models import User
    from django.contrib.auth.views import LoginView
    from django.core.management import call_command
    from django.core.wsgi import get_wsgi_application
    from django.urls import include, path
    from oauth2_provider.models import Application
    from oauth2_provider.oauth2_validators import OAuth2Validator

    class Validator(OAuth2Validator):
        oidc_claim_scope = OAuth2Validator.oidc_claim_scope | {"groups": "groups"}

        def get_additional_claims(self, request: Any) -> dict[str, Any]:
            name = request.user.username
            groups = {} if name == "uma" else {"groups": PEOPLE[name]}
            return {"sub": f"id-{name}", "name": name.title(), **groups}

        def get_userinfo_claims(self, request: Any) -> dict[str, Any]:
            return super().get_userinfo_claims(request) | {"groups": PEOPLE[request.user.username]}

    module: Any = sys.modules[__name__]
    module.Validator = Validator
    module.urlpatterns = [
        path("o/", include("oauth2_provider.urls", namespace="oauth2_provider")),
        path("login/", LoginView.as_view(template_name="login.html")),
    ]
    call_command("migrate", run_syncdb=True, verbosity=0)
    for name in PEOPLE:
        User.objects.create_user(name, password=PASSWORD)
    Application.objects.create(
        client_id=CLIENT_ID, client_secret=CLIENT_SECRET, client_type="confidential", authorization_grant_type="authorization-code",
        redirect_uris=return_to, algorithm="RS256", skip_authorization=True, name="dashboard",
    )
    served = waitress.create_server(get_wsgi_application(), host="127.0.0.1", port=port, threads=4)
    print("ready", flush=True)
    served.run()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3])

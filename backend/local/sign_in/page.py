"""The pages themselves: one form, in plain HTML. They run no script and load nothing."""

import base64
import hashlib
from html import escape

_STYLE = """
body{font:16px/1.5 system-ui,sans-serif;margin:0;background:#f4f1ea;color:#1a1a1a}
main{max-width:22rem;margin:12vh auto;padding:2rem;background:#fff;border:1px solid #d8d2c4}
h1{font-size:1.25rem;margin:0 0 1rem}label{display:block;margin:.75rem 0 .25rem}
input{box-sizing:border-box;width:100%;font:inherit;padding:.5rem;border:1px solid #767676}
button{margin-top:1.25rem;width:100%;font:inherit;padding:.6rem;border:0;background:#1b3a5c;color:#fff}
[role=alert]{color:#a11212;margin:.5rem 0}
:focus-visible{outline:3px solid #e09f3e;outline-offset:2px}
"""
_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
POLICY = f"default-src 'none'; style-src 'sha256-{_HASH}'; frame-ancestors 'none'; base-uri 'none'"
"""No form-action: browsers apply it to redirects as well, and the form ends at the callback of a client."""


def sign_in_page(action: str, csrf: str, username: str = "", problem: str = "") -> str:
    fields = (
        _field("username", "Username", "text", "username", username)
        + _field("password", "Password", "password", "current-password")
    )  # fmt: skip
    return _page("Sign in", _form(action, csrf, fields, "Sign in", problem))


def new_password_page(action: str, csrf: str, username: str, session: str, problem: str = "") -> str:
    hidden = _hidden_field("username", username) + _hidden_field("session", session)
    fields = hidden + _field("new_password", "New password", "password", "new-password")
    return _page("Set a new password", _form(action, csrf, fields, "Set password and sign in", problem))


def error_page(problem: str) -> str:
    """For a request whose client or callback is not known, so that nobody can be sent back."""
    return _page("An error was encountered with the requested page.", f'<p role="alert">{escape(problem)}</p>')


def _form(action: str, csrf: str, fields: str, button: str, problem: str) -> str:
    alert = f'<p role="alert">{escape(problem)}</p>' if problem else ""
    return (
        f'{alert}<form method="post" action="{escape(action)}">{_hidden_field("_csrf", csrf)}{fields}'
        f'<button type="submit">{escape(button)}</button></form>'
    )


def _field(name: str, label: str, kind: str, complete: str, value: str = "") -> str:
    return (
        f'<label for="{name}">{label}</label><input id="{name}" name="{name}" type="{kind}" required '
        f'autocomplete="{complete}" value="{escape(value)}">'
    )


def _hidden_field(name: str, value: str) -> str:
    return f'<input type="hidden" name="{name}" value="{escape(value)}">'


def _page(title: str, content: str) -> str:
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head>"
        f"<body><main><h1>{escape(title)}</h1>{content}</main></body></html>"
    )

"""Who is signed in, for the page that is shown to them."""

from __future__ import annotations

from dataclasses import dataclass

from .mount import Mount


@dataclass(frozen=True, slots=True)
class Account:
    """What the page says of accounts, where Dropslot has its own.

    :param name: who is signed in, or None.
    :param is_admin: whether they see and may remove everything.
    :param needed: whether only those who are signed in may upload.
    :param url: tells who is signed in by now.
    """

    name: str | None
    is_admin: bool
    needed: bool
    url: str
    sign_in_url: str
    sign_out_url: str


def account_of(mount: Mount) -> Account | None:
    """What the page says of accounts, or None: there are none to sign in with."""
    accounts = mount.accounts
    if accounts is None:
        return None
    user = accounts.user()
    # Where nobody has an account there is nobody to sign in.
    if not (user or mount.access.needs_sign_in or accounts.users.has_any()):
        return None
    return Account(
        name=user.name if user else None,
        is_admin=user is not None and user.is_admin,
        needed=mount.access.needs_sign_in,
        url=mount.url("account"),
        sign_in_url=mount.url("login"),
        sign_out_url=mount.url("sign_out"),
    )

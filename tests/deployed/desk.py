"""The staff's shared computer: whoever sits down signs in at Cognito's own page, works, and makes room for the next."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from urllib.parse import urlencode, urlsplit

from chalicelib.gateways import clock
from chalicelib.gateways.identifiers import new_id
from chalicelib.store import keys
from chalicelib.store.sessions import Session
from local.laptop.http import SiteClient
from local.laptop.site import Site
from tests.deployed.browser import Person

BIRTH_DAY = ("5", "5", "1985")
"""Of everybody in the sample stories who gives no other (local/player/people.py)."""
SIGN_OUT = "header form[action$='/staff/sign-out'] button"


class Desk:
    def __init__(self, person: Person, site: Site) -> None:
        self._person, self._site = person, site
        self._user = ""

    def sits_down(self, username: str) -> Person:
        """Somebody of the sample staff at the desk, just signed in; whoever sat there has signed out."""
        if self.opens("staff").can_click(SIGN_OUT):
            self.gets_up()
            self.opens("staff")
        self._person.clicks("a[href$='/staff/sign-in']")
        self._user = username
        self.shows_who_it_is()
        assert self._person.address == f"{self._site.site}staff"
        return self._person

    def shows_who_it_is(self) -> None:
        """User name and password, at Cognito's page."""
        assert not self._person.address.startswith(self._site.site)
        user = next(user for user in self._site.staff if user.username == self._user)
        self._person.types(username=user.username, password=user.password)
        self._person.clicks("[type=submit]")

    def gets_up(self) -> None:
        """Out of the site and of Cognito; to be clicked on a page of the staff."""
        self._person.clicks(SIGN_OUT)

    def opens(self, path: str) -> Person:
        """A page of the site, by its path without the leading slash."""
        self._person.opens(self._site.site + path)
        return self._person

    def sends(self, path: str, **fields: str) -> str:
        """What the site answers to a form that the open page does not show, sent by whoever sits here all the same."""
        address = urlsplit(self._site.site)
        headers = {"Cookie": f"staff={self._person.cookie('staff')}", "Origin": f"http://{address.netloc}"}
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        said = {"token": self._person.says("token") or "", "key": new_id(clock.now()), **fields}
        return SiteClient(self._site).request("POST", path, urlencode(said).encode(), headers).text

    def signed_in_an_hour_ago(self) -> None:
        """As if the session were older than it is: nobody waits for that here."""
        digest = hashlib.sha256(self._person.cookie("staff").encode()).hexdigest()
        table, key = self._site.outputs["TableName"], {"pk": {"S": keys.session(digest)}, "sk": {"S": keys.SESSION}}
        dynamodb = self._site.aws("dynamodb")
        row = dynamodb.get_item(TableName=table, Key=key)["Item"]
        session = Session.model_validate_json(row["body"]["S"])
        assert session.actor.signed_in_at
        earlier = session.actor.signed_in_at - timedelta(hours=1)
        older = session.model_copy(update={"actor": session.actor.model_copy(update={"signed_in_at": earlier})})
        dynamodb.put_item(TableName=table, Item=row | {"body": {"S": older.model_dump_json()}})


def signs_in(person: Person, site: Site, code: str) -> None:
    """Somebody who applied, at their own page."""
    person.opens(f"{site.site}sign-in")
    person.types(access_code=code)
    person.says_the_day("birth_date", *BIRTH_DAY)
    person.clicks("button.big")
    assert person.address == f"{site.site}status"

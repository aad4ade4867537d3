"""Signatures after Standard Webhooks, against the scheme's own package."""

import base64
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks.webhooks import Webhook as Oracle

from console.connectors.webhook.signature import TOLERANCE, decode_secret, sign, verify
from console.errors import ConfigError, Refused

NOW = 1_795_420_800
KEY = bytes(range(32))
OTHER = bytes(range(32, 64))
SECRET = "whsec_" + base64.b64encode(KEY).decode()


def check(
    signatures: bytes, body: bytes = b"{}", *, keys: tuple[bytes, ...] = (KEY,), stamp: int = NOW
) -> None:
    verify(keys, b"msg_1", str(stamp).encode(), signatures, body, NOW)


@given(
    st.text(st.characters(codec="utf-8")),
    st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1),
)
def test_what_the_package_signs_we_accept_and_the_other_way_round(body: str, id: str) -> None:
    oracle = Oracle(SECRET)
    stamp = datetime.now(UTC).replace(microsecond=0)
    epoch = str(int(stamp.timestamp()))
    signed = oracle.sign(id, stamp, body)
    verify(
        [decode_secret(SECRET)],
        id.encode(),
        epoch.encode(),
        signed.encode(),
        body.encode(),
        stamp.timestamp(),
    )
    ours = sign(KEY, id.encode(), epoch.encode(), b"{}").decode()
    headers = {"webhook-id": id, "webhook-timestamp": epoch, "webhook-signature": ours}
    assert oracle.verify(b"{}", headers) == {}


def test_one_good_signature_among_several_is_enough() -> None:
    good = sign(KEY, b"msg_1", str(NOW).encode(), b"{}")
    check(b"v1a,xxxx v1,bm90IGl0 " + good)
    with pytest.raises(Refused):
        check(b"v1,x " * 16 + good)


def test_either_key_may_have_signed_while_the_secret_is_changed() -> None:
    signed = sign(OTHER, b"msg_1", str(NOW).encode(), b"{}")
    check(signed, keys=(KEY, OTHER))
    with pytest.raises(Refused, match="no signature fits"):
        check(signed)


@pytest.mark.parametrize("off", [-TOLERANCE, 0, TOLERANCE])
def test_inside_the_window(off: int) -> None:
    check(sign(KEY, b"msg_1", str(NOW + off).encode(), b"{}"), stamp=NOW + off)


@pytest.mark.parametrize("off", [-TOLERANCE - 1, TOLERANCE + 1, -NOW])
def test_outside_the_window(off: int) -> None:
    with pytest.raises(Refused, match="clocks"):
        check(sign(KEY, b"msg_1", str(NOW + off).encode(), b"{}"), stamp=NOW + off)


@pytest.mark.parametrize(
    "stamp", [b"", b"-1", b"1e9", b" 1795420800", b"1795420800.0", b"9" * 13, "١٢٣".encode()]
)
def test_a_time_that_is_none(stamp: bytes) -> None:
    with pytest.raises(Refused, match="number of seconds"):
        verify([KEY], b"msg_1", stamp, sign(KEY, b"msg_1", stamp, b"{}"), b"{}", NOW)


@pytest.mark.parametrize("body", [b"", b"{ }", b"{}\n", b'{"a":1}'])
def test_a_body_that_was_changed(body: bytes) -> None:
    with pytest.raises(Refused, match="no signature fits"):
        check(sign(KEY, b"msg_1", str(NOW).encode(), b"{}"), body)


@pytest.mark.parametrize("signatures", [b"", b"v1", b"v1,", b"v2,abc", b"\xff\xfe", b","])
def test_a_signature_that_is_none(signatures: bytes) -> None:
    with pytest.raises(Refused):
        check(signatures)


def test_secrets_with_and_without_their_prefix() -> None:
    assert decode_secret(SECRET) == decode_secret(SECRET.removeprefix("whsec_") + "\n") == KEY


@pytest.mark.parametrize("secret", ["", "whsec_", "whsec_c2hvcnQ=", "whsec_***", "hemmelig"])
def test_a_secret_that_is_none_is_not_repeated_in_the_error(secret: str) -> None:
    with pytest.raises(ConfigError) as refused:
        decode_secret(secret)
    body = secret.removeprefix("whsec_")
    assert not body or body not in str(refused.value)
    assert "whsec_" in refused.value.fix

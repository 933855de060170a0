"""Uploads in two buckets of a server that speaks S3: what everybody may read, and what asks for a signed link.

The server is moto's, a process of its own on a private port. Where it is not installed, these tests are left out.
"""

from __future__ import annotations

import importlib.util
import io
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any
from urllib.error import HTTPError
from urllib.parse import parse_qs, urlsplit
from urllib.request import urlopen

import pytest
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.test import Client
from PIL import Image as Picture
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Collection, CollectionViewRestriction

from portal.settings.elsewhere import FOR_EVER, origin_of_pictures, storages_on_s3
from tests.environment import environment
from tests.serving import free_port

MISSING = [name for name in ("moto", "flask", "boto3", "storages") if importlib.util.find_spec(name) is None]


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The address of a running server."""
    if MISSING:
        assert not os.environ.get("PORTAL_NEEDS_SERVERS"), f"not installed: {MISSING}"
        pytest.skip(f"not installed: {', '.join(MISSING)}")
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        deadline = time.monotonic() + 90
        while True:
            try:
                with urlopen(f"http://127.0.0.1:{port}/moto-api/", timeout=2):
                    break
            except OSError:
                assert process.poll() is None
                assert time.monotonic() < deadline
                time.sleep(0.2)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=30)


@pytest.fixture
def buckets(server: str, settings: Any, db: None) -> Iterator[dict[str, Any]]:
    """The site with its uploads there."""
    values = environment(
        S3_BUCKET="publicfiles",
        S3_PRIVATE_BUCKET="privatefiles",
        S3_ENDPOINT_URL=server,
        S3_REGION="eu-west-1",
        S3_ACCESS_KEY_ID="key",
        S3_SECRET_ACCESS_KEY="secret",
        S3_ADDRESSING_STYLE="path",
    )
    # Wagtail remembers renditions by the number of their image, which a test before may have used.
    cache.clear()
    described = storages_on_s3(values)
    settings.STORAGES = {**settings.STORAGES, **described}
    settings.WAGTAILDOCS_SERVE_METHOD = "redirect"
    settings.PORTAL_PICTURE_ORIGIN = origin_of_pictures(values)
    for alias in ("public", "private"):
        client = storages[alias].connection.meta.client
        client.create_bucket(
            Bucket=storages[alias].bucket_name, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
        )
    # As docs/scaling.md has it.
    policy = {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": "*",
                "Action": "s3:GetObject",
                "Resource": f"arn:aws:s3:::{storages['public'].bucket_name}/*",
            }
        ],
    }
    storages["public"].connection.meta.client.put_bucket_policy(
        Bucket=storages["public"].bucket_name, Policy=json.dumps(policy)
    )
    yield described
    for alias in ("public", "private"):
        bucket = storages[alias].bucket
        bucket.objects.all().delete()
        bucket.delete()


def names(alias: str) -> list[str]:
    return sorted(found.key for found in storages[alias].bucket.objects.all())


def jpeg(width: int = 800) -> bytes:
    """A picture with the place where it was taken."""
    written = io.BytesIO()
    exif = Picture.Exif()
    exif[0x010F] = "Camera of Mieke"
    Picture.new("RGB", (width, 600), "teal").save(written, "jpeg", exif=exif)
    return written.getvalue()


def make_image() -> Any:
    return get_image_model().objects.create(
        title="Plein", description="Een plein", credit="Eigen werk", file=ContentFile(jpeg(), name="plein.jpg")
    )


def make_document(collection: Collection | None = None) -> Any:
    return get_document_model().objects.create(
        title="Besluit",
        file=ContentFile(b"%PDF-1.4 besluit", name="besluit.pdf"),
        collection=collection or Collection.get_first_root_node(),
    )


@pytest.mark.usefixtures("buckets")
def test_smaller_versions_are_public_and_the_original_is_not() -> None:
    image = make_image()
    rendition = image.get_rendition("width-400|format-webp")

    assert names("public") == [rendition.file.name]
    assert names("private") == [image.file.name]
    with pytest.raises(NotImplementedError):
        assert image.file.url


def test_public_picture_has_a_lasting_address_and_may_be_kept_for_ever(buckets: dict[str, Any], server: str) -> None:
    rendition = make_image().get_rendition("width-400|format-webp")

    assert rendition.url == f"{server}/publicfiles/{rendition.file.name}"
    with urlopen(rendition.url) as response:
        assert response.headers["Cache-Control"] == FOR_EVER
        assert response.headers["Content-Type"] == "image/webp"
        assert Picture.open(io.BytesIO(response.read())).size[0] == 400


@pytest.mark.usefixtures("buckets")
def test_original_loses_what_the_camera_wrote_on_its_way_there() -> None:
    image = make_image()

    assert b"Mieke" not in image.file.storage.open(image.file.name).read()


@pytest.mark.usefixtures("buckets")
def test_document_is_handed_out_by_a_signed_link_that_soon_ends() -> None:
    document = make_document()

    response = Client(HTTP_HOST="localhost").get(document.url)

    assert response.status_code == 302
    assert "no-store" in response.headers["Cache-Control"]
    query = parse_qs(urlsplit(response.headers["Location"]).query)
    assert int(query["X-Amz-Expires"][0]) == 60
    assert "X-Amz-Signature" in query
    with urlopen(response.headers["Location"]) as answer:
        assert answer.read() == b"%PDF-1.4 besluit"
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert answer.headers["Content-Disposition"] == "attachment"


@pytest.mark.usefixtures("buckets")
def test_no_signed_link_for_who_may_not_see_the_document() -> None:
    closed = Collection.get_first_root_node().add_child(name="Intern")
    CollectionViewRestriction.objects.create(collection=closed, restriction_type=CollectionViewRestriction.LOGIN)
    document = make_document(closed)
    client = Client(HTTP_HOST="localhost")

    assert "X-Amz-Signature" not in client.get(document.url).headers.get("Location", "")

    client.force_login(get_user_model().objects.create_superuser("beheerster"))
    assert "X-Amz-Signature" in client.get(document.url).headers["Location"]


@pytest.mark.usefixtures("buckets")
def test_file_of_a_visitor_lies_in_the_private_bucket() -> None:
    name = storages["private"].save("decisions/besluit.pdf", ContentFile(b"besluit"))

    assert names("private") == [name]
    assert names("public") == []
    assert storages["private"].open(name).read() == b"besluit"


@pytest.mark.usefixtures("buckets")
def test_deleted_image_leaves_both_buckets(django_capture_on_commit_callbacks: Any) -> None:
    image = make_image()
    image.get_rendition("width-400|format-webp")
    with django_capture_on_commit_callbacks(execute=True):
        image.delete()

    assert names("public") == names("private") == []


@pytest.mark.usefixtures("buckets")
def test_files_of_one_name_do_not_overwrite_each_other() -> None:
    first, second = make_document(), make_document()

    assert first.file.name != second.file.name
    assert len(names("private")) == 2


@pytest.mark.usefixtures("buckets")
def test_pages_may_load_pictures_from_there_and_nothing_else(server: str) -> None:
    policy = Client(HTTP_HOST="localhost").get("/nl/").headers["Content-Security-Policy"]
    parts = dict(part.strip().partition(" ")[::2] for part in policy.split(";"))

    assert parts["img-src"] == f"'self' {server}"
    assert [name for name, value in parts.items() if server in value] == ["img-src"]


# --- Settings -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "values",
    [{"S3_BUCKET": "one"}, {"S3_PRIVATE_BUCKET": "one"}, {"S3_BUCKET": "one", "S3_PRIVATE_BUCKET": "one"}],
)
def test_private_files_never_share_the_public_bucket(values: dict[str, str]) -> None:
    with pytest.raises(ImproperlyConfigured, match="two buckets"):
        storages_on_s3(environment(**values))


def test_without_buckets_files_stay_on_the_disk() -> None:
    assert storages_on_s3(environment()) == {}
    assert origin_of_pictures(environment()) == ""


@pytest.mark.parametrize(
    ("values", "origin"),
    [
        ({"S3_PUBLIC_HOST": "files.example.org"}, "https://files.example.org"),
        ({"S3_ENDPOINT_URL": "https://s3.example.org"}, "https://s3.example.org"),
        (
            {"S3_ENDPOINT_URL": "https://s3.example.org", "S3_ADDRESSING_STYLE": "virtual"},
            "https://files.s3.example.org",
        ),
        ({"S3_REGION": "eu-west-3"}, "https://files.s3.eu-west-3.amazonaws.com"),
    ],
)
def test_policy_names_where_pictures_come_from(values: dict[str, str], origin: str) -> None:
    assert origin_of_pictures(environment(S3_BUCKET="files", **values)) == origin


@pytest.mark.usefixtures("buckets")
def test_public_bucket_gives_nothing_that_is_private(server: str) -> None:
    document = make_document()

    for bucket in ("publicfiles", "privatefiles"):
        with pytest.raises(HTTPError) as refused:
            urlopen(f"{server}/{bucket}/{document.file.name}")
        assert refused.value.code in (403, 404)
        refused.value.close()

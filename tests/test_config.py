import tomllib
from itertools import pairwise
from pathlib import Path

import pytest
from pydantic import SecretStr

from chatserver.config import Database, Section, Server, Settings
from chatserver.config_file import ConfigError, check_serving, load

OURS = Path(__file__).parents[1] / "config.toml"
ISSUER = "[[identity.issuers]]\nissuer='i'\naudience='a'\norg='org_1'\n"


def given_file(folder: Path, text: str) -> Path:
    file = folder / "given.toml"
    file.write_text(text, encoding="utf-8")
    return file


def plain(value: object) -> object:
    """Return a setting as TOML would write it."""
    if isinstance(value, Section):
        return {name: plain(getattr(value, name)) for name in type(value).model_fields}
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    return [plain(one) for one in value] if isinstance(value, tuple) else value


def refusal(file: Path | None) -> str:
    with pytest.raises(ConfigError) as refused:
        load(file)
    return str(refused.value)


@pytest.mark.parametrize("domain", ["Apps.example", "https://apps.example", "apps", "a..b", "x/y"])
def test_the_domain_of_mini_apps_is_a_host_name(domain: str) -> None:
    with pytest.raises(ValueError, match="host name"):
        Server(apps_domain=domain, public_url="https://chat.example")


def test_the_domain_of_mini_apps_needs_to_know_where_the_api_is() -> None:
    with pytest.raises(ValueError, match="needs public_url"):
        Server(apps_domain="apps.example")
    with pytest.raises(ValueError, match="below apps_domain"):
        Server(apps_domain="chat.example", public_url="https://www.chat.example:8443")


def test_config_toml_holds_every_setting_with_its_default() -> None:
    settings = Settings()
    defaults = {name: plain(getattr(settings, name)) for name in Settings.model_fields}
    assert tomllib.loads(OURS.read_text(encoding="utf-8")) == defaults


def test_every_setting_has_a_comment_above_it() -> None:
    lines = OURS.read_text(encoding="utf-8").splitlines()
    bare = [
        line
        for above, line in pairwise(lines)
        if " = " in line and not line.startswith("#") and not above.startswith("# ")
    ]
    assert bare == []


def test_the_file_in_the_working_directory_is_taken_when_none_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert load() == Settings()
    (tmp_path / "config.toml").write_text("[server]\nport = 1234\n")
    assert load().server.port == 1234


def test_the_environment_wins_over_the_file_key_by_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHATSERVER_SERVER__PORT", "99")
    monkeypatch.setenv("CHATSERVER_SERVER__ALLOWED_ORIGINS", '["https://example.org"]')
    server = load(given_file(tmp_path, '[server]\nport = 3\nhost = "::1"\n')).server
    assert (server.host, server.port) == ("::1", 99)
    assert server.allowed_origins == ("https://example.org",)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[server]\nprot = 1", "server.prot: no such setting"),
        ("[srv]\nport = 1", "srv: no such setting"),
        ("[server]\nhost = ''", "server.host: String should have at least 1 character"),
        ("[server]\nport = 70000", "server.port: should be less than or equal to 65535, not 70000"),
        ("[server]\ndrain_s = 50", "server: drain_s must not be longer than shutdown_s"),
        ("[server]\nallowed_origins = ['https://a/b']", "server.allowed_origins.0: must be an"),
        ("[server]\npublic_url = 'https://a:b'", "server.public_url: Port could not be cast"),
        ("[server]\ntrusted_proxies = ['here']", "server.trusted_proxies.0: 'here' does not"),
        ("_env_prefix = 'X_'", "_env_prefix: no such setting"),
        ("server = 3", "server: must be a table"),
        ("[hub]\nping_s = 0", "hub.ping_s: should be greater than 0, not 0"),
        ("[hub]\nping_s = inf", "hub.ping_s: should be a finite number"),
        ("[database]\nurl = 'sqlite+aiosqlite://'", "database.url: must be sqlite+aiosqlite:///"),
        ("[hub]\nhello_frame_bytes = 99999", "hub: hello_frame_bytes must not be more than"),
        ("[hub]\npage_bytes = 999999", "hub: page_bytes must not be more than"),
        ("[hub]\nretry_base_s = 60", "hub: retry_base_s must not be more than"),
        ("[identity]\nstaff_key = 'short'", "identity.staff_key: must have at least 32 bytes"),
        ("[identity]\nlogin_attempts = 'few'", "identity.login_attempts: must be a number for"),
        ("[files]\nendpoint = 's3.example'", "files.endpoint: must be an origin such as"),
        ("[files]\nendpoint = 'https://s3 example'", "files.endpoint: must be an origin such as"),
        ("[files]\nfolder = ''", "files.folder: String should have at least 1 character"),
        ("[payments]\nreturn_url = 'https://a b'", "payments.return_url: must be an address such"),
        ("[payments]\nreturn_url = 'http://['", "payments.return_url: Invalid IPv6 URL"),
        (ISSUER + "jwks_url='ftp://x/'\n", "identity.issuers.0.jwks_url: must be an address such"),
        ("[identity]\nrefresh_token_days = 9999", "identity.refresh_token_days: should be less"),
        ("[database]\npool_size = 9999999999", "database.pool_size: should be less than or equal"),
        ("[hub]\nping_s = 1e9", "hub.ping_s: should be less than or equal to 86400, not 1"),
        ("[files]\naccess_key = 'k'", "files: access_key and secret_key belong together"),
        ("[log]\nlevel = 'loud'", "log.level: should be 'debug', 'info'"),
        ("[server", "Expected ']'"),
    ],
)
def test_a_mistake_is_named_by_its_key_and_file(tmp_path: Path, text: str, says: str) -> None:
    file = given_file(tmp_path, text)
    assert refusal(file).startswith(f"{file}: {says}")


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("[database]\nurl = 'mysql://me:hush@db'", "hush"),
        ("[bus]\nurl = 'kafka://me:hush@bus'", "hush"),
        ("[identity]\nclient_key = 'hush'", "hush"),
        ("[mail]\npassword = 4815162342", "4815162342"),
    ],
)
def test_a_mistake_in_a_secret_does_not_repeat_it(tmp_path: Path, text: str, secret: str) -> None:
    assert secret not in refusal(given_file(tmp_path, text))


def test_every_mistake_is_told_at_once(tmp_path: Path) -> None:
    told = refusal(given_file(tmp_path, "[server]\nport = -1\n[hub]\nlimit = 3\n")).splitlines()
    assert [line.split(": ")[1] for line in told] == ["server.port", "hub.limit"]


def test_a_file_that_was_named_must_be_there(tmp_path: Path) -> None:
    missing = tmp_path / "none.toml"
    assert refusal(missing) == f"{missing}: No such file or directory"


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("CHATSERVER_SRV__PORT", "1", "CHATSERVER_SRV__PORT: no such setting"),
        ("CHATSERVER_SERVER__PROT", "1", "CHATSERVER_SERVER__PROT: no such setting"),
        ("CHATSERVER_SERVER__PORT", "one", "CHATSERVER_SERVER__PORT: should be a valid integer"),
        ("chatserver_hub__ping_s", "x", "chatserver_hub__ping_s: should be a valid number"),
        (
            "CHATSERVER_SERVER__TRUSTED_PROXIES",
            '["10.0.0.1", "proxy"]',
            "CHATSERVER_SERVER__TRUSTED_PROXIES.1: 'proxy' does not appear",
        ),
        ("CHATSERVER_SERVER__DRAIN_S", "90", "server: drain_s must not be longer"),
        ("CHATSERVER_SERVER__ALLOWED_ORIGINS", "a,b", "CHATSERVER_SERVER__ALLOWED_ORIGINS: must"),
    ],
)
def test_a_mistake_in_the_environment_is_told_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str, says: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(name, value)
    assert refusal(None).startswith(says)


def test_an_issuer_is_known_by_the_address_of_its_keys(tmp_path: Path) -> None:
    text = ISSUER + "jwks_url='https://id.example.org/keys'\nalgorithms=['RS256', 'RS512']\n"
    (issuer,) = load(given_file(tmp_path, text)).identity.issuers
    assert (issuer.client_claim, issuer.algorithms) == ("sub", ("RS256", "RS512"))


@pytest.mark.parametrize(
    ("keys", "says"),
    [
        ("algorithms=['RS256']", "needs either key or jwks_url"),
        ("key='k'\njwks_url='https://x/'\nalgorithms=['RS256']", "needs either key or jwks_url"),
        ("key='k'\nalgorithms=['none']", "algorithms must be of one family"),
        ("key='k'\nalgorithms=['RS256', 'HS256']", "algorithms must be of one family"),
        ("jwks_url='https://x/'\nalgorithms=['HS256']", "algorithms must be of one family"),
        (f"key='{'k' * 31}'\nalgorithms=['HS256']", "a shared key must have at least 32 bytes"),
    ],
)
def test_an_issuer_whose_tokens_could_be_forged_is_refused(
    tmp_path: Path, keys: str, says: str
) -> None:
    assert f"identity.issuers.0: {says}" in refusal(given_file(tmp_path, ISSUER + keys))


def test_an_issuer_stands_there_once(tmp_path: Path) -> None:
    one = ISSUER + f"key='{'k' * 32}'\nalgorithms=['HS256']\n"
    assert "issuers: 'i' stands there twice" in refusal(given_file(tmp_path, one + one))


def test_both_keys_must_not_be_the_same(tmp_path: Path) -> None:
    key = "k" * 32
    text = f"[identity]\nstaff_key = '{key}'\nclient_key = '{key}'\n"
    assert "staff_key and client_key must differ" in refusal(given_file(tmp_path, text))


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "chat.example.org"])
def test_a_port_that_others_reach_needs_keys(tmp_path: Path, host: str) -> None:
    settings = load(given_file(tmp_path, f"[server]\nhost = '{host}'\n"))
    names = r"identity\.staff_key and identity\.client_key and identity\.miniapp_key: must be"
    with pytest.raises(ConfigError, match=names):
        check_serving(settings)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.9", "::1", "localhost"])
def test_loopback_needs_none(tmp_path: Path, host: str) -> None:
    check_serving(load(given_file(tmp_path, f"[server]\nhost = '{host}'\n")))


@pytest.mark.parametrize(
    "url",
    [
        "sqlite+aiosqlite:///var/chat.db",
        "sqlite+aiosqlite:////var/lib/chat.db",
        "postgresql+asyncpg://me@db/chat",
        "postgresql+asyncpg:///chat?host=/run/postgresql",
        "postgresql+asyncpg://me:a/b#c?d%40@[::1]:5432/chat?sslmode=verify-full",
    ],
)
def test_addresses_of_databases(url: str) -> None:
    assert Database(url=url).url == url


@pytest.mark.parametrize(
    "url",
    [
        "sqlite+aiosqlite://",
        "sqlite+aiosqlite:///",
        "sqlite+aiosqlite://var/chat.db",
        "sqlite+aiosqlite:///:memory:",
        "postgresql://me@db/chat",
        "postgresql+asyncpg://me@db:port/chat",
    ],
)
def test_what_is_no_address_of_a_database(url: str) -> None:
    with pytest.raises(ValueError, match="must be sqlite"):
        Database(url=url)


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "http://127.0.0.1:8080"),
        ("::1", "http://[::1]:8080"),
        ("0.0.0.0", "http://localhost:8080"),
        ("::", "http://localhost:8080"),
    ],
)
def test_the_address_is_one_that_a_browser_here_can_open(host: str, address: str) -> None:
    assert Server(host=host).address == address
    assert Server(host=host, public_url="https://chat.example").address == "https://chat.example"


def test_settings_do_not_print_their_secrets() -> None:
    settings = Settings.model_validate(
        {
            "identity": {"staff_key": "hush" * 8},
            "database": {"url": "postgresql+asyncpg://me:hush@db/chat"},
            "bus": {"url": "redis://:hush@bus"},
            "metrics": {"token": "hush"},
        }
    )
    assert "hush" not in repr(settings)

"""`/api/v1/me/totp`: how does an employee set up a second factor?"""

from fastapi import APIRouter

from admin_api.desk import PREFIX, HereDesk, HereViewer, staff_with
from admin_api.words.totp import (
    CodeWord,
    EnrolWord,
    FactorWord,
    OfferedWord,
    ProofWord,
    RecoveryWord,
)
from chatserver.actions.sign_in.enrolment import (
    Proof,
    confirm_factor,
    drop_factor,
    fresh_codes,
    offer_factor,
    second_factor,
)

routes = APIRouter(prefix=PREFIX, tags=["sessions"])


@routes.get("/me/totp", **staff_with(before_totp=True))
async def stands(desk: HereDesk, viewer: HereViewer) -> FactorWord:
    """Return whether one has a second factor, and whether one must."""
    factor = await second_factor(desk.world, viewer.id)
    return FactorWord.model_validate(factor, from_attributes=True)


@routes.post(
    "/me/totp",
    status_code=201,
    **staff_with(
        before_totp=True, problems=["conflict", "rate_limited"], secrets=["secret", "uri"]
    ),
)
async def enrol(body: EnrolWord, desk: HereDesk, viewer: HereViewer) -> OfferedWord:
    """Begin: take the secret into an authenticator, then show a code of it to `confirm`.

    Until then nothing changes. Where there is a second factor already: `conflict`.
    """
    offered = await offer_factor(desk.world, desk.identity, viewer.id, body.password)
    return OfferedWord(secret=offered.secret, uri=offered.uri)


@routes.post(
    "/me/totp/confirm",
    **staff_with(
        before_totp=True,
        problems=["not_found", "conflict", "rate_limited"],
        secrets=["recovery_codes"],
    ),
)
async def confirm(body: CodeWord, desk: HereDesk, viewer: HereViewer) -> RecoveryWord:
    """Finish: from now on a login needs a code. The recovery codes are shown only now."""
    codes = await confirm_factor(desk.world, desk.identity, viewer.id, body.code)
    return RecoveryWord(recovery_codes=codes)


@routes.post(
    "/me/totp/recovery-codes",
    **staff_with(problems=["not_found", "rate_limited"], secrets=["recovery_codes"]),
)
async def recovery_codes(body: ProofWord, desk: HereDesk, viewer: HereViewer) -> RecoveryWord:
    """Get new recovery codes; the old ones no longer work."""
    proof = Proof(body.password, body.code)
    return RecoveryWord(
        recovery_codes=await fresh_codes(desk.world, desk.identity, viewer.id, proof)
    )


@routes.post(
    "/me/totp/disable", status_code=204, **staff_with(problems=["not_found", "rate_limited"])
)
async def disable(body: ProofWord, desk: HereDesk, viewer: HereViewer) -> None:
    """Remove the second factor; whoever must have one sets up another at the next login."""
    proof = Proof(body.password, body.code)
    await drop_factor(desk.world, desk.identity, viewer.id, proof)

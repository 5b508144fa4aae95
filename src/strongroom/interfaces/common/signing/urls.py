"""The addresses of signing in and out, invitations, one's own login, a forgotten password."""

from django.urls import path

from strongroom.interfaces.common.signing import forgotten, invitation, own_login, signin

urlpatterns = [
    path("", signin.home, name="home"),
    path("sign-in", signin.sign_in_page, name="sign-in"),
    path("sign-out", signin.sign_out_page, name="sign-out"),
    path("password", own_login.password_page, name="password"),
    path("sessions", own_login.sessions_page, name="sessions"),
    path("sessions/<uuid:session_id>/end", own_login.end_session_page, name="session-end"),
    path(
        "sessions/tokens/<uuid:token_id>/revoke",
        own_login.revoke_token_page,
        name="session-token-revoke",
    ),
    path("<slug:account>/portal/sign-in", signin.portal_sign_in_page, name="portal-sign-in"),
    path("invitation/<str:secret>", invitation.invitation_page, name="invitation"),
    path("password/forgotten", forgotten.forgotten_page, name="forgotten"),
    path("<slug:account>/portal/forgotten", forgotten.forgotten_page, name="portal-forgotten"),
    path("password/reset/<str:secret>", forgotten.reset_page, name="reset"),
]

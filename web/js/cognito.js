/** Cognito's own part: a first password, for users whom an admin made. */

import { settings } from "./config.js";
import { Refused, Unreachable } from "./errors.js";

/**
 * Answers the challenge NEW_PASSWORD_REQUIRED.
 * @param {{name: string, session: string}} challenge @param {string} username @param {string} password
 * @returns {Promise<{id_token: string, refresh_token: string, expires_in: number}>}
 */
export async function choosePassword(challenge, username, password) {
  const { cognito_url, client_id } = settings();
  const answer = await fetch(/** @type {string} */ (cognito_url), {
    method: "POST",
    headers: {
      "Content-Type": "application/x-amz-json-1.1",
      "X-Amz-Target": "AWSCognitoIdentityProviderService.RespondToAuthChallenge",
    },
    body: JSON.stringify({
      ClientId: client_id,
      ChallengeName: challenge.name,
      Session: challenge.session,
      ChallengeResponses: { USERNAME: username, NEW_PASSWORD: password },
    }),
  }).catch((error) => {
    throw new Unreachable(error);
  });
  const body = await answer.json();
  if (!answer.ok)
    throw new Refused(
      answer.status,
      { error: "password_refused", message: body.message },
      answer.headers.get("x-amzn-RequestId"),
      0,
    );
  const tokens = body.AuthenticationResult;
  return { id_token: tokens.IdToken, refresh_token: tokens.RefreshToken, expires_in: tokens.ExpiresIn };
}

// signs in before the first request, and again when the token is about to end
if (Date.now() > Number(pm.environment.get("signed_in_until") || 0)) {
    const body = JSON.stringify({ username: pm.environment.get("username"), password: pm.environment.get("password") });
    pm.sendRequest({
        url: pm.environment.get("baseUrl") + "/auth/login",
        method: "POST",
        header: { "Content-Type": "application/json" },
        body: { mode: "raw", raw: body },
    }, (failed, answer) => {
        if (failed || answer.code !== 200) throw failed || new Error("Sign-in failed: " + answer.text());
        const tokens = answer.json();
        pm.environment.set("id_token", tokens.id_token);
        pm.environment.set("refresh_token", tokens.refresh_token);
        pm.environment.set("signed_in_until", Date.now() + (tokens.expires_in - 60) * 1000);
    });
}

// the recording goes to the store by the form of the answer
const { url, fields } = pm.response.json();
const part = (disposition, value) =>
    `--recording\r\nContent-Disposition: form-data; ${disposition}\r\n\r\n${value}\r\n`;
const parts = Object.entries(fields).map(([name, value]) => part(`name="${name}"`, value));
parts.push(part('name="file"; filename="rain.webm"', "recorded"), "--recording--\r\n");
pm.sendRequest({
    url,
    method: "POST",
    header: { "Content-Type": "multipart/form-data; boundary=recording" },
    body: { mode: "raw", raw: parts.join("") },
}, (failed, answer) => {
    pm.test("the store takes the recording", () => pm.expect(failed ? failed.message : answer.code).to.equal(204));
});

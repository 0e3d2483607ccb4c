using System.Net;
using System.Security.Cryptography;
using System.Text;
using TradingBot.Exchanges.Egress;
using TradingBot.Exchanges.Egress.Keys;
using TradingBot.Exchanges.Status;

namespace TradingBot.SafetyProof.Beside;

/// <summary>The key's file, KuCoin's word about it, and what is signed with it.</summary>
internal sealed partial class BesideTrial
{
    private const string Id = "6705f5c311545b000157d3eb", Secret = "planted-secret", Passphrase = "planted-passphrase";
    private const string JsonFile = $$"""{"key": "{{Id}}", "secret": "{{Secret}}", "passphrase": "{{Passphrase}}"}""";
    private const string GoodData = $$"""{"remark":"r","apiKey":"{{Id}}","apiVersion":3,"permission":"General","ipWhitelist":"","createdAt":1,"uid":1,"isMaster":true}""";
    private const string Good = $$"""{"code":"200000","data":{{GoodData}}}""";
    private const string KeyInfo = "/api/v1/user/api-key", FullBook = "/api/v3/market/orderbook/level2";

    // File, and mode where it is another than the private one.
    private static readonly (string Text, int Mode)[] WrongFiles =
    [
        (JsonFile, 0x1A0), (JsonFile, 0x184), (JsonFile, 0x1C0), ($"{Id}\n{Secret}", 0x180), ($"{Id}\n{Secret}\n{Passphrase}\nmore", 0x180), ("", 0x180), ("{", 0x180), ("{}", 0x180), ("{\"key\": 1}", 0x180),
        ($$"""{"key": "{{Id}}", "secret": "{{Secret}}"}""", 0x180), ($$"""{"key": "{{Id}}", "secret": "{{Secret}}", "passphrase": ""}""", 0x180), ($$"""{"key": "{{Id}}", "secret": "{{Secret}}", "passphrase": 1}""", 0x180),
        ($$"""{"key": "{{Id}}", "secret": "{{Secret}}", "passphrase": "p", "more": "m"}""", 0x180), ($$"""{"key": "{{Id}}", "key": "{{Id}}", "secret": "{{Secret}}"}""", 0x180),
        ($$"""{"key": "{{Id}}", "secret": "{{Secret}}", "other": "p"}""", 0x180), ($"{Id}\n{Secret} x\n{Passphrase}", 0x180), ($"{Id}\n{Secret}\u007f\n{Passphrase}", 0x180), ($"{Id}\n{Secret}é\n{Passphrase}", 0x180),
        ($"{Id}\n{Secret}\n{new string('p', 5_000)}", 0x180),
    ];

    private static readonly (HttpStatusCode Status, string Body)[] WrongAnswers =
    [
        (HttpStatusCode.Unauthorized, Good), (HttpStatusCode.Created, Good), (HttpStatusCode.OK, ""), (HttpStatusCode.OK, "no"), (HttpStatusCode.OK, "[]"), (HttpStatusCode.OK, "null"), (HttpStatusCode.OK, Good + "{}"),
        (HttpStatusCode.OK, $$"""{"code":"200001","data":{{GoodData}}}"""), (HttpStatusCode.OK, $$"""{"data":{{GoodData}}}"""), (HttpStatusCode.OK, $$"""{"code":200000,"data":{{GoodData}}}"""),
        (HttpStatusCode.OK, """{"code":"200000"}"""), (HttpStatusCode.OK, """{"code":"200000","data":[]}"""), (HttpStatusCode.OK, """{"code":"200000","data":null}"""),
        (HttpStatusCode.OK, $$"""{"code":"200000","data":{{GoodData}},"more":1}"""), (HttpStatusCode.OK, $$"""{"code":"200000","code":"200000","data":{{GoodData}}}"""),
        (HttpStatusCode.OK, Data(GoodData.Replace("}", ""","canTrade":true}""", StringComparison.Ordinal))), (HttpStatusCode.OK, Data(GoodData.Replace("}", ""","uid":1}""", StringComparison.Ordinal))),
        (HttpStatusCode.OK, Data(GoodData.Replace(Id, "another", StringComparison.Ordinal))), (HttpStatusCode.OK, Data("""{"permission":"General"}""")), (HttpStatusCode.OK, Data($$"""{"apiKey":"{{Id}}"}""")),
        (HttpStatusCode.OK, Permission("General,Spot")), (HttpStatusCode.OK, Permission("Spot")), (HttpStatusCode.OK, Permission("general")), (HttpStatusCode.OK, Permission("")), (HttpStatusCode.OK, Permission("General ")),
        (HttpStatusCode.OK, Data(GoodData.Replace("\"General\"", "1", StringComparison.Ordinal))), (HttpStatusCode.OK, Data(GoodData.Replace("\"General\"", "[\"General\"]", StringComparison.Ordinal))),
    ];

    private static string Data(string data) => $$"""{"code":"200000","data":{{data}}}""";

    private static string Permission(string permission) => Data(GoodData.Replace("General", permission, StringComparison.Ordinal));

    private void KeyFiles()
    {
        foreach (string text in (string[])[JsonFile, $"{Id}\n{Secret}\n{Passphrase}\n", $" {Id} \n\n{Secret}\n{Passphrase}"])
            Hold(Read(Write(text)) is { } key && key.Id == Id && key.Passphrase == Passphrase && Encoding.UTF8.GetString(key.Secret) == Secret, $"a key's file is not read: {text}");
        Hold(Read(Write(JsonFile, 0x100)) is not null, "a key's file that may not be written is not read");
        foreach ((string text, int mode) in WrongFiles)
            Hold(Read(Write(text, mode)) is null, $"a key was read from a file of mode {Convert.ToString(mode, 8)}: {text}");
        Hold(Read(Path.Combine(folder, "nothing")) is null, "a key was read from no file");
        Hold(Read(folder) is null, "a key was read from a folder");
    }

    private void KeyAnswers()
    {
        foreach (string body in (string[])[Good, """{"code":"200000","msg":"","data":{"apiKey":"6705f5c311545b000157d3eb","permission":"General"}}"""])
            Hold(KuCoinKeyInfo.ReasonAgainst(HttpStatusCode.OK, Encoding.UTF8.GetBytes(body), Id) is null, $"a good answer about the key is refused: {body}");
        foreach ((HttpStatusCode status, string body) in WrongAnswers)
            Hold(KuCoinKeyInfo.ReasonAgainst(status, Encoding.UTF8.GetBytes(body), Id) is { Length: > 0 } reason && !reason.Contains(Id, StringComparison.Ordinal), $"an answer about the key is taken for good: {(int)status} {body}");
    }

    private async Task SigningAsync(CancellationToken cancellation)
    {
        using FeedMetrics metrics = new(new FeedStatusBoard(TimeProvider.System));
        using KuCoinSigner signer = new(Read(Write(JsonFile))!, new StoppedTime());
        EgressGuard guard = new(EgressAllowList.Simulated(venue), metrics);
        Hold(await HeadersOfAsync(guard, "/api/v1/timestamp", cancellation) is { Count: 0 }, "a request without a key brings a header");
        foreach (string path in (string[])[KeyInfo, FullBook + "?symbol=BTC-USDT"]) Hold(await HeadersOfAsync(guard, path, cancellation) is null, $"{path} passes without a key");

        guard.AllowSigned(new(signer, venue, isSimulated: true, [SignedGet.KeyInfo]));
        Hold(IsSigned(await HeadersOfAsync(guard, KeyInfo, cancellation), KeyInfo), "what the key may do is not asked with a good signature");
        Hold(await HeadersOfAsync(guard, FullBook + "?symbol=BTC-USDT", cancellation) is null, "the full book is open to an unproven key");

        guard.AllowSigned(new(signer, venue, isSimulated: true, [SignedGet.KeyInfo, SignedGet.FullBook]));
        Hold(IsSigned(await HeadersOfAsync(guard, FullBook + "?symbol=BTC-USDT", cancellation), FullBook + "?symbol=BTC-USDT"), "the full book is not asked for with a good signature");
        Hold(await HeadersOfAsync(guard, "/api/v1/timestamp", cancellation) is { Count: 0 }, "a request that needs no key is signed");
        foreach (string path in (string[])[KeyInfo + "?symbol=BTC-USDT", FullBook + "?limit=1", "/api/v1/user/info", "/api/v1/accounts", KeyInfo + "/", FullBook + "/BTC-USDT"])
            Hold(await HeadersOfAsync(guard, path, cancellation) is null, $"{path} passes with a key");

        guard.AllowSigned(new(signer, venue, isSimulated: false, [SignedGet.KeyInfo]));
        Hold(await HeadersOfAsync(guard, KeyInfo, cancellation) is null, "a key for another market opens something");
        guard.AllowSigned(null);
        Hold(await HeadersOfAsync(guard, KeyInfo, cancellation) is null, "a key that was taken away opens something");
        SignerRefuses(signer);
    }

    private void SignerRefuses(KuCoinSigner signer)
    {
        SignedAccess access = new(signer, venue, isSimulated: true, [SignedGet.KeyInfo]);
        foreach ((Uri address, bool signed) in ((Uri, bool)[])[(new(venue, KeyInfo), true), (new(venue, FullBook), false), (new("https://api.kucoin.com" + KeyInfo), false)])
        {
            using HttpRequestMessage request = new(HttpMethod.Get, address);
            access.Sign(request);
            Hold(request.Headers.Any() == signed, $"{address} was {(signed ? "not " : "")}signed");
        }
        foreach (Func<HttpRequestMessage> wrong in (Func<HttpRequestMessage>[])
            [() => new(HttpMethod.Post, new Uri(venue, KeyInfo)), () => new(HttpMethod.Get, new Uri(venue, KeyInfo)) { Content = new StringContent("") }, () => new(HttpMethod.Get, new Uri(venue, FullBook)), () => new(HttpMethod.Get, (Uri?)null)])
        {
            using HttpRequestMessage request = wrong();
            bool refused = false;
            try
            {
                signer.Sign(SignedGet.KeyInfo, request);
            }
            catch (InvalidOperationException)
            {
                refused = true;
            }
            Hold(refused && !request.Headers.Any(), $"signed: {request}");
        }
    }

    /// <summary>The headers with which a request would be written; null where it was refused.</summary>
    private async Task<IReadOnlyDictionary<string, string>?> HeadersOfAsync(EgressGuard guard, string path, CancellationToken cancellation)
    {
        Writing writing = new();
        using HttpMessageInvoker client = new(ExchangeConnector.Guard(guard, writing));
        using HttpRequestMessage request = new(HttpMethod.Get, new Uri(venue, path));
        try
        {
            using HttpResponseMessage nothing = await client.SendAsync(request, cancellation);
            return writing.Headers;
        }
        catch (EgressDeniedException)
        {
            return null;
        }
    }

    private static bool IsSigned(IReadOnlyDictionary<string, string>? headers, string path)
    {
        string Expected(string text) => Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), Encoding.UTF8.GetBytes(text)));
        return headers is { Count: 5 } && headers["KC-API-KEY"] == Id && headers["KC-API-TIMESTAMP"] == StoppedTime.Milliseconds && headers["KC-API-KEY-VERSION"] == "2"
            && headers["KC-API-SIGN"] == Expected($"{StoppedTime.Milliseconds}GET{path}") && headers["KC-API-PASSPHRASE"] == Expected(Passphrase);
    }

    private static KuCoinKey? Read(string file)
    {
        try
        {
            return KuCoinKey.Read(file);
        }
        catch (KeyRefusedException refused) when (!refused.Message.Contains(Secret, StringComparison.Ordinal) && !refused.Message.Contains(Passphrase, StringComparison.Ordinal))
        {
            return null;
        }
    }

    private string Write(string text, int mode = 0x180)
    {
        string file = Path.Combine(folder, $"{Guid.NewGuid():N}.key");
        File.WriteAllText(file, text);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, (UnixFileMode)mode);
        return file;
    }

    private sealed class StoppedTime : TimeProvider
    {
        public const string Milliseconds = "1700000000123";

        public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_123);
    }

    /// <summary>Sees what would be written; there is no network behind it.</summary>
    private sealed class Writing : HttpMessageHandler
    {
        public IReadOnlyDictionary<string, string>? Headers { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Headers = request.Headers.ToDictionary(header => header.Key, header => string.Join(',', header.Value));
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK));
        }
    }
}

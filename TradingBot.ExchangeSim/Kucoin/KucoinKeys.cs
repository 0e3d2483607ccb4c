using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using TradingBot.ExchangeSim.Kucoin.Http;

namespace TradingBot.ExchangeSim.Kucoin;

/// <summary>The one key that the simulated venue knows, if any, and how it checks a signed request, as the venue documents it.</summary>
/// <remarks>Signature: base64(HMAC-SHA-256(secret, timestamp + method + path with query + body)); key version 2 signs the passphrase too.</remarks>
public sealed class KucoinKeys(TimeProvider time)
{
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromSeconds(5);

    /// <summary>The key; none: every signed request is refused.</summary>
    public KucoinKey? Key { get; set; }

    /// <summary>What the venue says of the key, word for word in place of its own answer; none: the documented one.</summary>
    public string? Answer { get; set; }

    /// <summary>HTTP status of that answer.</summary>
    public HttpStatusCode Status { get; set; } = HttpStatusCode.OK;

    /// <summary>How long the answer takes.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>Signed requests that were good, by path.</summary>
    public IReadOnlyList<string> Signed
    {
        get
        {
            lock (_signed) return [.. _signed];
        }
    }

    private readonly List<string> _signed = [];

    internal KucoinError? Check(HttpRequest request)
    {
        string Header(string name) => request.Headers[name].ToString();
        if (Header("KC-API-KEY").Length == 0 || Header("KC-API-SIGN").Length == 0 || Header("KC-API-TIMESTAMP").Length == 0 || Header("KC-API-PASSPHRASE").Length == 0)
            return Refused("400001", "Please check the header of your request for KC-API-KEY, KC-API-SIGN, KC-API-TIMESTAMP, KC-API-PASSPHRASE");
        if (!long.TryParse(Header("KC-API-TIMESTAMP"), NumberStyles.None, CultureInfo.InvariantCulture, out long milliseconds)
            || (time.GetUtcNow() - DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)).Duration() > ClockTolerance)
            return Refused("400002", "KC-API-TIMESTAMP Invalid");
        if (Key is not { } key || key.Id != Header("KC-API-KEY")) return Refused("400003", "KC-API-KEY not exists");
        if (Header("KC-API-KEY-VERSION") is not ("2" or "3") || Sign(key, key.Passphrase) != Header("KC-API-PASSPHRASE")) return Refused("400004", "KC-API-PASSPHRASE error");
        if (Sign(key, $"{Header("KC-API-TIMESTAMP")}{request.Method}{request.Path}{request.QueryString}") != Header("KC-API-SIGN")) return Refused("400005", "Signature error");
        lock (_signed) _signed.Add($"{request.Method} {request.Path}");
        return null;
    }

    private static string Sign(KucoinKey key, string text) => Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key.Secret), Encoding.UTF8.GetBytes(text)));

    private static KucoinError Refused(string code, string message) => new(code, message, HttpStatusCode.Unauthorized);
}

/// <summary>A key of the simulated venue.</summary>
/// <param name="Id">What KC-API-KEY names.</param>
/// <param name="Secret">Signs.</param>
/// <param name="Passphrase">The owner's word.</param>
/// <param name="Permission">As the venue names it: General, Spot, Margin, Futures, InnerTransfer, Transfer, Earn, joined by commas.</param>
public sealed record KucoinKey(string Id, string Secret, string Passphrase, string Permission);

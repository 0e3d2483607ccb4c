using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace TradingBot.Exchanges.Egress.Keys;

/// <summary>All that can be signed. There is no third member, and no other way to a signature.</summary>
internal enum SignedGet
{
    /// <summary>What the key may do.</summary>
    KeyInfo = 0,

    /// <summary>The full order book of a symbol.</summary>
    FullBook = 1,
}

/// <summary>
/// The one signer: it signs a GET of one of two paths and nothing else, behind the guard, which lets no request pass that brings a key of its own.
/// </summary>
/// <remarks>
/// Header <c>KC-API-SIGN</c> is base64(HMAC-SHA-256(secret, timestamp + method + path with query + body)), <c>KC-API-PASSPHRASE</c> the passphrase signed the same way;
/// https://www.kucoin.com/docs-new/authentication. The two paths are KuCoin's documented "Get Apikey Info" and "Get Full OrderBook", both of permission General.
/// </remarks>
internal sealed class KuCoinSigner(KuCoinKey key, TimeProvider time) : IDisposable
{
    /// <summary>The exact path of what is signed.</summary>
    public static string PathOf(SignedGet what) => what switch
    {
        SignedGet.KeyInfo => "/api/v1/user/api-key",
        SignedGet.FullBook => "/api/v3/market/orderbook/level2",
        _ => throw new ArgumentOutOfRangeException(nameof(what), what, "not to be signed"),
    };

    /// <summary>Signs a request that the guard has let pass.</summary>
    /// <exception cref="InvalidOperationException">It is not the request that <paramref name="what"/> stands for.</exception>
    public void Sign(SignedGet what, HttpRequestMessage request)
    {
        if (request.Method != HttpMethod.Get || request.Content is not null || request.RequestUri?.AbsolutePath != PathOf(what))
            throw new InvalidOperationException($"only a GET of {PathOf(what)} is signed as {what}");
        string timestamp = time.GetUtcNow().ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        request.Headers.Add("KC-API-KEY", key.Id);
        request.Headers.Add("KC-API-SIGN", Signed($"{timestamp}GET{request.RequestUri.PathAndQuery}"));
        request.Headers.Add("KC-API-TIMESTAMP", timestamp);
        request.Headers.Add("KC-API-PASSPHRASE", Signed(key.Passphrase));
        request.Headers.Add("KC-API-KEY-VERSION", "2");
    }

    /// <summary>Forgets the secret.</summary>
    public void Dispose() => CryptographicOperations.ZeroMemory(key.Secret);

    private string Signed(string text) => Convert.ToBase64String(HMACSHA256.HashData(key.Secret, Encoding.UTF8.GetBytes(text)));
}

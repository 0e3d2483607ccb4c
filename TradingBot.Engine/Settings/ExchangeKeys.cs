using System.Text.RegularExpressions;

namespace TradingBot.Engine.Settings;

/// <summary>A setting that asks for real trading. Nothing enables that; the host halts trading and reports it.</summary>
/// <param name="Setting">The setting's name.</param>
/// <param name="Value">Its value.</param>
/// <param name="Explanation">What it means here.</param>
public sealed record PaperTradingViolation(string Setting, string Value, string Explanation);

/// <summary>An exchange key is in the environment or the configuration; the system does not start with one.</summary>
public sealed class ExchangeKeyFoundException(IReadOnlyList<string> settings) : Exception(
    $"An exchange key is configured ({string.Join(", ", settings)}). TradingBot trades on paper only and reads public market data, which needs no key. "
    + "Remove the setting, and consider the key exposed; a key that can trade must not be anywhere near this system. "
    + "A read-only KuCoin key may stand in a private file that Exchanges:KuCoin:KeyFile names.")
{
    /// <summary>Names of the settings that look like exchange keys; never their values.</summary>
    public IReadOnlyList<string> Settings { get; } = settings;
}

/// <summary>Looks for exchange keys and for settings that ask for real trading.</summary>
public static partial class ExchangeKeys
{
    /// <summary>Checks the settings of a process: its environment, command line and files, as far as they are in <paramref name="settings"/>.</summary>
    /// <returns>Settings that ask for real trading; empty in a healthy system.</returns>
    /// <exception cref="ExchangeKeyFoundException">A setting that looks like an exchange key has a value.</exception>
    public static IReadOnlyList<PaperTradingViolation> Check(IEnumerable<KeyValuePair<string, string?>> settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        List<string> keys = [];
        List<PaperTradingViolation> violations = [];
        foreach ((string path, string? value) in settings)
        {
            if (string.IsNullOrWhiteSpace(value)) continue;
            if (LooksLikeExchangeKey(path) && Plain(path) != ReadKeyFile) keys.Add(path);
            if (Violation(path, value) is { } violation) violations.Add(violation);
        }
        if (keys.Count > 0)
            throw new ExchangeKeyFoundException([.. keys.Order(StringComparer.OrdinalIgnoreCase)]);
        return violations;
    }

    // The one exception names a file with a read-only key; the key itself stands in no setting.
    private const string ReadKeyFile = "EXCHANGESKUCOINKEYFILE";

    /// <summary>Whether a setting's name is that of an exchange's API key, secret, passphrase or token.</summary>
    public static bool LooksLikeExchangeKey(string path) => KeyName().IsMatch(Plain(path));

    private static PaperTradingViolation? Violation(string path, string value) => Plain(path) switch
    {
        "PAPERTRADING" when !IsTrue(value) => new(path, value, "paper trading can't be switched off: trading halts as long as this is set"),
        "ALLOWREALTRADES" when !IsFalse(value) => new(path, value, "real trades can't be allowed: trading halts as long as this is set"),
        _ => null,
    };

    private static bool IsTrue(string value) => value.Trim().ToUpperInvariant() is "TRUE" or "1" or "YES" or "ON";

    private static bool IsFalse(string value) => value.Trim().ToUpperInvariant() is "FALSE" or "0" or "NO" or "OFF";

    /// <summary>Separators differ between environment variables and configuration paths, so they do not count.</summary>
    private static string Plain(string path) => Separators().Replace(path, "").ToUpperInvariant();

    [GeneratedRegex("[^A-Za-z0-9]")]
    private static partial Regex Separators();

    // A venue's name beside a word for a credential, the venues' own header names, and "<anything>API SECRET".
    [GeneratedRegex("(BINANCE|KUCOIN|EXCHANGES?).*(APIKEY|KEY|SECRET|PASSPHRASE|TOKEN|CREDENTIALS?)|KCAPI|XMBXAPIKEY|APISECRET|APIPASSPHRASE|LISTENKEY")]
    private static partial Regex KeyName();
}

using System.Collections;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace TradingBot.ServiceDefaults.Telemetry;

/// <summary>
/// Where telemetry must not go. Its exporter posts what it is told to wherever it is told to, with whatever headers: an exchange as its collector would be called
/// past the egress guard, and with a key among the headers an order would be signed by nobody but the environment.
/// </summary>
internal static partial class TelemetryDestination
{
    private const string Prefix = "OTEL_EXPORTER_";

    /// <summary>Checks what the exporter reads: the process's environment, and the settings.</summary>
    /// <exception cref="OptionsValidationException">A setting names an exchange, or a header of an exchange's key. The value is not in the message.</exception>
    public static void Check(IConfiguration configuration)
    {
        IEnumerable<(string Name, string? Value)> settings = configuration.AsEnumerable().Select(setting => (setting.Key, setting.Value))
            .Concat(Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(variable => ((string)variable.Key, variable.Value as string)));
        string[] wrong = [.. settings.Where(setting => setting.Name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) && IsExchange(setting.Value)).Select(setting => setting.Name).Distinct(StringComparer.OrdinalIgnoreCase)];
        if (wrong.Length == 0) return;
        throw new OptionsValidationException("Telemetry", typeof(TelemetryDestination), wrong.Select(name =>
            $"{name} names an exchange or the header of an exchange's key, or is not written in ASCII. Telemetry goes to a collector of your own, such as http://127.0.0.1:4317: correct or remove the setting."));
    }

    /// <summary>Also in the spellings that a client would undo: percent signs, and letters that a host's name is written with otherwise.</summary>
    private static bool IsExchange(string? value)
    {
        if (string.IsNullOrWhiteSpace(value)) return false;
        string plain = Uri.UnescapeDataString(value);
        return !Ascii.IsValid(plain) || Exchange().IsMatch(plain);
    }

    [GeneratedRegex("binance|kucoin|KC-API|X-MBX-APIKEY", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Exchange();
}

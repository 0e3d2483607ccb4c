using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using TradingBot.Api.Errors;

namespace TradingBot.Api.Input;

/// <summary>
/// Reads what a client wrote, collects everything that is wrong with it, and tells all of it at once, each under its field's name.
/// A value that is wrong reads as its default; ask <see cref="Any"/> before using one.
/// </summary>
internal sealed class InputErrors
{
    private static readonly string[] Venues = ["binance", "kucoin"];
    private readonly Dictionary<string, List<string>> _errors = new(StringComparer.Ordinal);

    public bool Any => _errors.Count > 0;

    /// <param name="message">Continues the field's name, without a full stop: "must be …".</param>
    public void Add(string field, string message)
    {
        if (!_errors.TryGetValue(field, out List<string>? messages)) _errors[field] = messages = [];
        messages.Add(message);
    }

    public ProblemHttpResult ToProblem() =>
        Problems.Invalid(_errors.ToDictionary(field => field.Key, field => field.Value.ToArray(), StringComparer.Ordinal));

    public int Limit(string? value, int fallback = 50, int most = 500) => WholeNumber("limit", value, fallback, 1, most);

    public int WholeNumber(string field, string? value, int fallback, int least, int most)
    {
        if (string.IsNullOrEmpty(value)) return fallback;
        if (int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) && number >= least && number <= most) return number;
        Add(field, $"must be a whole number from {least} to {most}, not '{Shown(value)}'");
        return fallback;
    }

    public Guid Id(string field, string? value)
    {
        if (Guid.TryParse(value, out Guid id)) return id;
        Add(field, $"must be a UUID, not '{Shown(value)}'");
        return default;
    }

    public Guid? OptionalId(string field, string? value) => string.IsNullOrEmpty(value) ? null : Id(field, value);

    public string? OptionalVenue(string field, string? value) => OneOf(field, value, Venues, required: false);

    public string? Venue(string field, string? value) => OneOf(field, value, Venues, required: true);

    /// <summary>The allowed word that <paramref name="value"/> is, whatever its case.</summary>
    public string? OneOf(string field, string? value, IReadOnlyList<string> allowed, bool required = true)
    {
        if (string.IsNullOrEmpty(value))
        {
            if (required) Add(field, $"is missing; it must be one of {string.Join(", ", allowed)}");
            return null;
        }
        string? found = allowed.FirstOrDefault(word => word.Equals(value.Trim(), StringComparison.OrdinalIgnoreCase));
        if (found is null) Add(field, $"must be one of {string.Join(", ", allowed)}, not '{Shown(value)}'");
        return found;
    }

    /// <summary>A UTC day written as yyyy-MM-dd.</summary>
    public DateOnly? OptionalDay(string field, string? value)
    {
        if (string.IsNullOrEmpty(value)) return null;
        if (DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day)) return day;
        Add(field, $"must be a day such as 2026-01-31, not '{Shown(value)}'");
        return null;
    }

    public DateTimeOffset? OptionalTime(string field, string? value)
    {
        if (string.IsNullOrEmpty(value)) return null;
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        // A plus sign that a client left unescaped in its query arrives as a space.
        if (DateTimeOffset.TryParse(value.Replace(' ', '+'), CultureInfo.InvariantCulture, Utc, out DateTimeOffset time)) return time;
        Add(field, $"must be a time such as 2026-01-31T12:00:00Z, not '{Shown(value)}'");
        return null;
    }

    public string Text(string field, string? value, int least, int most)
    {
        string text = value?.Trim() ?? "";
        if (text.Length < least || text.Length > most || text.Any(char.IsControl))
            Add(field, text.Length == 0 ? $"is missing; it must have {least} to {most} characters" : $"must have {least} to {most} characters, none of them a control character");
        return text;
    }

    // An error must not become a way to send us megabytes back.
    private static string Shown(string? value) => value is null ? "" : value.Length <= 40 ? value : value[..40] + "…";
}

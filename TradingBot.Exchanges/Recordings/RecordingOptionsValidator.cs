using Microsoft.Extensions.Options;

namespace TradingBot.Exchanges.Recordings;

/// <summary>Says which setting is wrong and what would be right, all of them at once.</summary>
internal sealed class RecordingOptionsValidator : IValidateOptions<RecordingOptions>
{
    private const long Mebibyte = 1024 * 1024;

    public ValidateOptionsResult Validate(string? name, RecordingOptions options)
    {
        if (!options.Enabled) return ValidateOptionsResult.Success;
        List<string> problems = [];
        if (string.IsNullOrWhiteSpace(options.Folder))
            problems.Add("Recording:Folder is empty; name a folder for the segments, or set TRADINGBOT_DATA_DIR");
        if (options.SegmentBytes is < Mebibyte or > 1024 * Mebibyte)
            problems.Add($"Recording:SegmentBytes is {options.SegmentBytes}; it must be {Mebibyte} (1 MiB) to {1024 * Mebibyte} (1 GiB)");
        else if (options.BudgetBytes < 4 * options.SegmentBytes)
            problems.Add($"Recording:BudgetBytes is {options.BudgetBytes}; it must be at least four segments, {4 * options.SegmentBytes}");
        if (options.SegmentAge < TimeSpan.FromSeconds(10) || options.SegmentAge > TimeSpan.FromHours(24))
            problems.Add($"Recording:SegmentAge is {options.SegmentAge}; it must be 00:00:10 to 24 hours (1.00:00:00)");
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }
}

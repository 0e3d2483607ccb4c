using System.CommandLine;
using TradingBot.Cli.Data;
using TradingBot.Storage;

namespace TradingBot.Cli.Replay;

/// <summary>Options of the commands that read an account's journal beside recordings.</summary>
internal sealed class ReplayOptions
{
    private readonly DataOptions _shared = new();

    public Option<Guid> Account { get; } = new("--account") { Description = "Id of the account.", HelpName = "id", Required = true };

    public Option<string?> From => _shared.From;

    public Option<string?> To => _shared.To;

    public Option<string?> Database => _shared.Database;

    public Option<string?> Folder { get; } = new("--folder")
    {
        Description = "Folder of the segments. Default: recordings in TRADINGBOT_DATA_DIR, else of the local stack of this clone (artifacts/local/recordings, found upward).",
        HelpName = "folder",
    };

    /// <summary>Nanoseconds since the Unix epoch; 0 where nothing is given.</summary>
    public long FromNs(ParseResult parsed) => DataOptions.Time(parsed.GetValue(From)) is { } from ? UnixTime.ToNanoseconds(from) : 0;

    /// <summary>Nanoseconds since the Unix epoch; the greatest number where nothing is given.</summary>
    public long ToNs(ParseResult parsed) => DataOptions.Time(parsed.GetValue(To)) is { } to ? UnixTime.ToNanoseconds(to) : long.MaxValue;
}

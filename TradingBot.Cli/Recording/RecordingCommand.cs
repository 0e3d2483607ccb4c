using System.CommandLine;
using TradingBot.Cli.Endpoints;

namespace TradingBot.Cli.Recording;

/// <summary><c>tb recording</c>: what the worker recorded.</summary>
internal static class RecordingCommand
{
    public static Command Create(Connection connection, Output output)
    {
        var folder = new Option<string?>("--folder")
        {
            Description = "Folder of the segments. Default: recordings in TRADINGBOT_DATA_DIR, else of the local stack of this clone (artifacts/local/recordings, found upward).",
            HelpName = "folder",
            Recursive = true,
        };
        return new Command("recording", "Recordings of market data: what there is, whether it is right, as lines for other programs.")
        {
            folder,
            ListCommand.Create(connection, folder, output),
            VerifyCommand.Create(connection, folder, output),
            ExportCommand.Create(connection, folder, output),
        };
    }
}

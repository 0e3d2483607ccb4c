using System.CommandLine;
using TradingBot.Cli.Endpoints;

namespace TradingBot.Cli.Data;

/// <summary><c>tb data</c>: the market's past in the database.</summary>
internal static class DataCommand
{
    public static Command Create(Connection connection, Output output, TextWriter errors)
    {
        var options = new DataOptions();
        return new Command("data", "History of the market in the database: candles and trades, with their gaps.")
        {
            DownloadCommand.Create(options, connection, output, errors),
            ImportCommand.Create(options, connection, output, errors),
            ListCommand.Create(options, connection, output),
            CheckCommand.Create(options, connection, output),
        };
    }
}

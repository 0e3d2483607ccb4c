using TradingBot.Storage;
using TradingBot.Storage.Migrations;

namespace TradingBot.Worker.Hosting;

/// <summary>The argument <c>migrate</c>: brings the schema up to date as the database's owner, and exits.</summary>
internal static class MigrateCommand
{
    public static async Task<int> RunAsync()
    {
        IConfiguration configuration = new ConfigurationBuilder().AddJsonFile("appsettings.json", optional: true).AddEnvironmentVariables().Build();
        if (configuration.GetConnectionString("trading_bot") is not { Length: > 0 } owner)
        {
            await Console.Error.WriteLineAsync("ConnectionStrings:trading_bot is missing; for migrate it is the connection string of the database's owner (ConnectionStrings__trading_bot).");
            return 1;
        }
        using CancellationTokenSource interrupted = new();
        Console.CancelKeyPress += (_, pressed) =>
        {
            pressed.Cancel = true;
            interrupted.Cancel();
        };
        try
        {
            string? role = configuration["Database:ApplicationRole"] is { Length: > 0 } given ? given : null;
            await Migrator.MigrateAsync(owner, role, line => Console.WriteLine($"migrate: {line}"), interrupted.Token);
            return 0;
        }
        catch (StorageException failure)
        {
            await Console.Error.WriteLineAsync($"migrate: {failure.Message}");
            return 1;
        }
        catch (Npgsql.PostgresException failure)
        {
            await Console.Error.WriteLineAsync($"migrate: the database refused: {failure.MessageText} ({failure.SqlState})");
            return 1;
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("migrate: interrupted; what was applied is whole, run it again for the rest");
            return 1;
        }
    }
}

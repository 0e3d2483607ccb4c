using Microsoft.Extensions.Options;
using TradingBot.Engine.Settings;
using TradingBot.Storage;

namespace TradingBot.Worker.Hosting;

/// <summary>Runs the host, and says in one line why it does not start where the configuration is wrong.</summary>
internal static class WorkerProgram
{
    public static async Task<int> RunAsync(Func<WebApplication> compose)
    {
        try
        {
            await compose().RunAsync();
            return Environment.ExitCode;
        }
        catch (Exception wrong) when (wrong is StorageException or ExchangeKeyFoundException or OptionsValidationException)
        {
            await Console.Error.WriteLineAsync($"The worker does not start: {wrong.Message}");
            return 1;
        }
    }
}

using System.Globalization;
using TradingBot.LocalStack.Processes;

namespace TradingBot.LocalStack.Stack;

/// <summary>The process that brings the schema up to date and exits; nothing that uses the database starts before it has succeeded.</summary>
internal static class MigrationStep
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public static async Task RunAsync(ChildPlan plan, Watchdog watchdog, CancellationToken cancellation)
    {
        // What failed last time is not what fails now.
        File.Delete(plan.LogFile);
        using ChildProcess migration = ChildProcess.Start(plan, watchdog);
        try
        {
            int exitCode = await migration.Exited.WaitAsync(Patience, cancellation).ConfigureAwait(false);
            if (exitCode != 0) throw Failed(plan, $"ended with exit code {exitCode.ToString(CultureInfo.InvariantCulture)}");
        }
        catch (TimeoutException)
        {
            throw Failed(plan, $"did not end within {Patience.TotalSeconds.ToString(CultureInfo.InvariantCulture)} s");
        }
        finally
        {
            await migration.StopAsync(plan.StopSignal, TimeSpan.FromSeconds(5)).ConfigureAwait(false);
        }
    }

    private static LocalStackException Failed(ChildPlan plan, string what) =>
        new($"The migration of the database {what}. Its output ({plan.LogFile}):{Environment.NewLine}{LogTail.Read(plan.LogFile, lines: 40)}");
}

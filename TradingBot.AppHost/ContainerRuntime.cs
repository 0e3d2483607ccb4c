using System.ComponentModel;
using System.Diagnostics;

namespace TradingBot.AppHost;

/// <summary>Whether containers can be run here: a client program alone does not do, its engine must answer.</summary>
internal static class ContainerRuntime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly string[] Clients = ["docker", "podman"];

    public static async Task<bool> AnswersAsync()
    {
        foreach (string client in Clients)
        {
            if (await AnswersAsync(client)) return true;
        }
        return false;
    }

    private static async Task<bool> AnswersAsync(string client)
    {
        ProcessStartInfo start = new(client, ["ps", "--quiet"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using CancellationTokenSource patience = new(Patience);
        try
        {
            using Process? process = Process.Start(start);
            if (process is null) return false;
            try
            {
                await process.WaitForExitAsync(patience.Token);
                return process.ExitCode == 0;
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                return false;
            }
        }
        catch (Win32Exception)
        {
            // Not installed.
            return false;
        }
    }
}

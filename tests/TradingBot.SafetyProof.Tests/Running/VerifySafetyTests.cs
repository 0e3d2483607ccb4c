using System.Diagnostics;
using System.Text.Json;

namespace TradingBot.SafetyProof.Tests.Running;

/// <summary>The command as an operator runs it, on a sample of the corpus; <c>tb verify-safety</c> alone runs all of it, and the architecture tests read the code.</summary>
public sealed class VerifySafetyTests
{
    private const int Sample = 20;

    private static readonly string[] Layers = ["L2", "L4", "L5", "L7", "L8", "L11", "layers"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_layer_that_can_be_attacked_here_holds()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("tradingbot-verify-safety-");
        try
        {
            string report = Path.Combine(folder.FullName, "report.json");
            (int code, string output) = await RunAsync("verify-safety", "--only", "guard", "layers", "database", "network", "ban", "mutation", "--sample", $"{Sample}", "--report", report);
            TestContext.Current.TestOutputHelper?.WriteLine(output);
            Assert.True(code == 0, output);
            JsonElement result = JsonElement.Parse(await File.ReadAllTextAsync(report, Cancellation));
            Assert.True(result.GetProperty("holds").GetBoolean());
            Assert.True(DateTimeOffset.UtcNow - result.GetProperty("at").GetDateTimeOffset() < TimeSpan.FromHours(1));
            JsonElement[] rows = [.. result.GetProperty("rows").EnumerateArray()];
            string[] layers = [.. rows.Select(row => row.GetProperty("layer").GetString()!.Split(' ')[0]).Distinct()];
            Assert.Empty(Layers.Except(layers));
            Assert.All(rows, row => Assert.Contains(row.GetProperty("status").GetString(), (string[])["ok", "not run here"]));
            // What could not be tried is no pass: it is told, with the reason.
            string[] missing = [.. rows.Where(row => row.GetProperty("status").GetString() != "ok").Select(row => row.GetProperty("evidence").GetString()!)];
            Assert.All(missing, reason => Assert.NotEmpty(reason));
            Assert.Equal(missing.Length == 0, result.GetProperty("complete").GetBoolean());
            foreach (string reason in missing) TestContext.Current.AddWarning($"not run here: {reason}");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task The_gateways_configuration_is_written_as_it_is_committed()
    {
        (int code, string output) = await RunAsync("safety", "gateway-config");
        Assert.Equal(0, code);
        Assert.Equal(await File.ReadAllTextAsync(Path.Combine(Clone.Root, "docker", "egress-gateway", "nginx.conf"), Cancellation), output);
    }

    private static async Task<(int Code, string Output)> RunAsync(params string[] arguments)
    {
        ProcessStartInfo start = new("dotnet", [Clone.Code.Assemblies["TradingBot.Cli"], .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Path.GetTempPath() };
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(Cancellation);
        Task<string> errors = process.StandardError.ReadToEndAsync(Cancellation);
        try
        {
            await process.WaitForExitAsync(Cancellation);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
        return (process.ExitCode, await output + await errors);
    }
}

using System.Diagnostics;
using TradingBot.SafetyProof.Gateway;

namespace TradingBot.SafetyProof.Tests.Gateway;

/// <summary>The committed configuration as production runs it, before nginx itself.</summary>
public sealed class CommittedGatewayTests
{
    // Of the Docker image's package ca-certificates; the configuration names it.
    private const string Authorities = "/etc/ssl/certs/ca-certificates.crt";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nginx_takes_the_committed_file_and_refuses_one_with_a_fault()
    {
        Assert.SkipUnless(NginxGateway.IsAvailable(out string reason), reason);
        Assert.SkipUnless(File.Exists(Authorities), $"{Authorities} is not here (apt-get install ca-certificates)");
        string committed = Path.Combine(Clone.Root, "docker", "egress-gateway", "nginx.conf");
        DirectoryInfo folder = Directory.CreateTempSubdirectory("tradingbot-nginx-test-");
        try
        {
            (int code, string said) = await TestAsync(committed, folder);
            Assert.True(code == 0, said);

            string broken = Path.Combine(folder.FullName, "broken.conf");
            await File.WriteAllTextAsync(broken, (await File.ReadAllTextAsync(committed, Cancellation)).Replace("proxy_pass $upstream;", "proxy_pass $upstrem;", StringComparison.Ordinal), Cancellation);
            (code, said) = await TestAsync(broken, folder);
            Assert.NotEqual(0, code);
            Assert.Contains("upstrem", said, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<(int Code, string Said)> TestAsync(string configuration, DirectoryInfo folder)
    {
        ProcessStartInfo start = new("nginx", ["-t", "-c", configuration, "-e", "stderr", "-g", $"pid {folder.FullName}/nginx.pid;"]) { RedirectStandardError = true, RedirectStandardOutput = true };
        using Process nginx = Process.Start(start)!;
        Task<string> output = nginx.StandardOutput.ReadToEndAsync(Cancellation);
        string errors = await nginx.StandardError.ReadToEndAsync(Cancellation);
        await nginx.WaitForExitAsync(Cancellation);
        return (nginx.ExitCode, await output + errors);
    }
}

namespace TradingBot.AppHost.Tests;

internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("tradingbot-apphost-test-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}

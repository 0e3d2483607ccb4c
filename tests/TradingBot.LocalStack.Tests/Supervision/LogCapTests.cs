using TradingBot.LocalStack.Supervision;

namespace TradingBot.LocalStack.Tests.Supervision;

public sealed class LogCapTests
{
    [Fact]
    public void A_log_that_outgrew_its_size_is_moved_aside_while_its_writer_goes_on()
    {
        using TestFolder folder = new();
        string log = folder.File("api.log");
        using (StreamWriter writer = new(new FileStream(log, FileMode.Append, FileAccess.Write, FileShare.ReadWrite)) { AutoFlush = true })
        {
            writer.Write("0123456789");
            LogCap.Apply(folder.Path, bytesMax: 10);
            Assert.False(File.Exists($"{log}.1"));

            writer.Write("x");
            LogCap.Apply(folder.Path, bytesMax: 10);
        }

        Assert.Equal("0123456789x", File.ReadAllText($"{log}.1"));
        Assert.Equal("", File.ReadAllText(log));
    }
}

using System.Threading.Channels;
using TradingBot.Engine;

namespace TradingBot.Worker.Trading;

/// <summary>The two bounded ways into the trading loop: market data from the feeds, and everything else, which goes first.</summary>
internal sealed class TradingInputs
{
    private const int MarketMax = 16_384;
    private const int HostMax = 1_024;

    private readonly Channel<EngineInput> _market = Channel.CreateBounded<EngineInput>(new BoundedChannelOptions(MarketMax) { SingleReader = true });
    private readonly Channel<HostMessage> _host = Channel.CreateBounded<HostMessage>(new BoundedChannelOptions(HostMax) { SingleReader = true });

    /// <summary>Where the feeds write; full when the engine can't keep up.</summary>
    public ChannelWriter<EngineInput> Market => _market.Writer;

    public ChannelReader<EngineInput> MarketReader => _market.Reader;

    public ChannelReader<HostMessage> HostReader => _host.Reader;

    public int Depth => _market.Reader.Count + _host.Reader.Count;

    public ValueTask SendAsync(HostMessage message, CancellationToken cancellation) => _host.Writer.WriteAsync(message, cancellation);

    /// <summary>Sends inputs and waits until the engine has processed them.</summary>
    public async Task ProcessAsync(IReadOnlyList<EngineInput> inputs, CancellationToken cancellation)
    {
        TaskCompletionSource processed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await SendAsync(new HostMessage.Inputs(inputs, processed), cancellation);
        await processed.Task.WaitAsync(cancellation);
    }
}

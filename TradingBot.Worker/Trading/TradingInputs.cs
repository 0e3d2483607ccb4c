using System.Threading.Channels;
using TradingBot.Engine;
using TradingBot.Engine.Accounts;
using TradingBot.Engine.MarketData;
using TradingBot.Exchanges;

namespace TradingBot.Worker.Trading;

/// <summary>The two bounded ways into the trading loop: market data from the feeds, and everything else, which goes first.</summary>
internal sealed class TradingInputs
{
    private const int MarketMax = 16_384;
    private const int HostMax = 1_024;

    private readonly Channel<MarketInput> _market = Channel.CreateBounded<MarketInput>(new BoundedChannelOptions(MarketMax) { SingleReader = true });
    private readonly Channel<HostMessage> _host = Channel.CreateBounded<HostMessage>(new BoundedChannelOptions(HostMax) { SingleReader = true });

    /// <summary>Where the feeds write; full when the engine can't keep up.</summary>
    public ChannelWriter<MarketInput> Market => _market.Writer;

    public ChannelReader<MarketInput> MarketReader => _market.Reader;

    public ChannelReader<HostMessage> HostReader => _host.Reader;

    public int Depth => _market.Reader.Count + _host.Reader.Count;

    public ValueTask SendAsync(HostMessage message, CancellationToken cancellation) => _host.Writer.WriteAsync(message, cancellation);

    /// <summary>Tells that the feeds have ended and others of that world follow, and waits until nothing of the markets before is left.</summary>
    public async Task ChangeWorldAsync(MarketWorld world, CancellationToken cancellation)
    {
        TaskCompletionSource processed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await SendAsync(new HostMessage.WorldChanged(world, processed), cancellation);
        await processed.Task.WaitAsync(cancellation);
    }

    /// <summary>Sends inputs and waits until the engine has processed them.</summary>
    public async Task ProcessAsync(IReadOnlyList<EngineInput> inputs, CancellationToken cancellation)
    {
        TaskCompletionSource processed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await SendAsync(new HostMessage.Inputs(inputs, processed), cancellation);
        await processed.Task.WaitAsync(cancellation);
    }

    /// <summary>Makes the engine let go of accounts, and waits until nothing of them is under way any more.</summary>
    /// <returns>The epochs under which those that left were held.</returns>
    /// <exception cref="OperationCanceledException">The accounts are being rebuilt, so none left; or the wait was ended.</exception>
    public async Task<IReadOnlyDictionary<AccountId, long>> LeaveAsync(IReadOnlyCollection<AccountId> accounts, CancellationToken cancellation)
    {
        TaskCompletionSource<IReadOnlyDictionary<AccountId, long>> left = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await SendAsync(new HostMessage.AccountsLeave(accounts, left), cancellation);
        return await left.Task.WaitAsync(cancellation);
    }
}

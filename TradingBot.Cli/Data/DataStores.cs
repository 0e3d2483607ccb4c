using System.Net.Sockets;
using Microsoft.Extensions.Configuration;
using Npgsql;
using TradingBot.Cli.Endpoints;
using TradingBot.Engine.Amounts;
using TradingBot.Engine.Instruments;
using TradingBot.Storage;
using TradingBot.Storage.Candles;
using TradingBot.Storage.Feeds;
using TradingBot.Storage.History;
using TradingBot.Storage.Instruments;
using TradingBot.Storage.Journal;

namespace TradingBot.Cli.Data;

/// <summary>The parts of the database that history and replays need.</summary>
internal sealed class DataStores : IAsyncDisposable
{
    private readonly DatabaseConnections _connections;

    private DataStores(DatabaseConnections connections)
    {
        _connections = connections;
        History = new(connections, new CandleStore(connections));
        Reader = new(connections);
        Check = new(connections);
        Instruments = new(connections);
        Blocks = new(connections);
        Journal = new(connections);
    }

    public HistoryStore History { get; }

    public HistoryReader Reader { get; }

    public HistoryCheck Check { get; }

    public InstrumentStore Instruments { get; }

    public VenueBlockStore Blocks { get; }

    public JournalReader Journal { get; }

    /// <summary>Runs a command against the database; whatever keeps the database from answering becomes exit code 3.</summary>
    public static async Task<int> UseAsync(string? given, Func<DataStores, Task<int>> command)
    {
        string connectionString = Connection.Database(given) ?? throw new UnreachableException("No database is known: give --database or set ConnectionStrings__trading_bot.");
        try
        {
            await using DataStores stores = new(new DatabaseConnections(new ConfigurationBuilder().AddInMemoryCollection([new("ConnectionStrings:trading_bot", connectionString)]).Build()));
            return await command(stores);
        }
        catch (PostgresException failure) when (failure.SqlState is PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.UndefinedFunction or PostgresErrorCodes.InsufficientPrivilege)
        {
            throw new UnreachableException($"The database's schema is older than this program: run TradingBot.Worker -- migrate first ({failure.MessageText}).");
        }
        catch (Exception failure) when (failure is NpgsqlException or TimeoutException or StorageException or SocketException)
        {
            throw new UnreachableException($"The database can't be used: {failure.InnerException?.Message ?? failure.Message}");
        }
    }

    public async Task<Instrument?> FindAsync(Venue venue, string symbol, CancellationToken cancellation) =>
        (await Instruments.ReadAllAsync(cancellation)).FirstOrDefault(instrument => instrument.Venue == venue && instrument.Symbol == symbol);

    /// <summary>Registers an instrument of which nothing is known but its name. It is not traded until a worker has read its rules from the venue.</summary>
    public async Task<Instrument> RegisterAsync(Venue venue, string symbol, int priceDecimals, int quantityDecimals, CancellationToken cancellation)
    {
        string[] assets = symbol.Split('-');
        Instrument unknown = new()
        {
            Venue = venue,
            Symbol = symbol,
            VenueSymbol = venue == Venue.Binance ? assets[0] + assets[1] : symbol,
            BaseAsset = assets[0],
            QuoteAsset = assets[1],
            PriceScale = priceDecimals,
            QuantityScale = quantityDecimals,
            TickSize = 1,
            LotSize = 1,
            MinQuantity = new Quantity(1),
            MaxQuantity = new Quantity(100_000_000_000_000_000),
            MinNotional = default,
            TakerFee = FeeRate.FromFraction(0.001m),
            MakerFee = FeeRate.FromFraction(0.001m),
            IsTrading = false,
        };
        return (await Instruments.RegisterAsync([unknown], cancellation))[0];
    }

    public ValueTask DisposeAsync() => _connections.DisposeAsync();
}

using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using TradingBot.Storage.Reading;

namespace TradingBot.Storage.Tests.Reading;

public sealed class TradingBotDbContextTests(ServerFixture servers)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_model_has_exactly_the_columns_of_the_migrated_schema_with_the_same_nullability()
    {
        TestDatabase database = await servers.CreateMigratedAsync();
        SortedSet<string> schema = [];
        await using NpgsqlDataSource dataSource = NpgsqlDataSource.Create(database.Owner);
        await using NpgsqlCommand command = dataSource.CreateCommand("""
            SELECT table_name, column_name, is_nullable FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
            WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND table_name NOT IN ('schema_migrations', 'schema_objects', 'account_snapshots') AND table_name !~ '^(candles|market_trades)_\d'
            """);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(Cancellation);
        while (await reader.ReadAsync(Cancellation)) schema.Add($"{reader.GetString(0)}.{reader.GetString(1)} {(reader.GetString(2) == "YES" ? "nullable" : "required")}");

        await using ServiceProvider services = database.Services();
        await using AsyncServiceScope scope = services.CreateAsyncScope();
        TradingBotDbContext context = scope.ServiceProvider.GetRequiredService<TradingBotDbContext>();
        SortedSet<string> model = [];
        foreach (IEntityType entity in context.Model.GetEntityTypes())
            foreach (IProperty property in entity.GetProperties())
                model.Add($"{entity.GetTableName()}.{property.GetColumnName()} {(property.IsNullable ? "nullable" : "required")}");
        Assert.Equal(schema, model);
    }

    [Fact]
    public async Task Every_set_can_be_read()
    {
        TestDatabase database = await servers.CreateMigratedAsync();
        await using ServiceProvider services = database.Services();
        await using AsyncServiceScope scope = services.CreateAsyncScope();
        TradingBotDbContext context = scope.ServiceProvider.GetRequiredService<TradingBotDbContext>();
        ControlRow control = await context.Control.SingleAsync(Cancellation);
        Assert.Equal(("running", 1L), (control.Mode, control.Epoch));
        foreach (IEntityType entity in context.Model.GetEntityTypes())
        {
            IQueryable<object> set = (IQueryable<object>)typeof(DbContext).GetMethod(nameof(DbContext.Set), [])!.MakeGenericMethod(entity.ClrType).Invoke(context, [])!;
            Assert.Equal(entity.ClrType == typeof(ControlRow) ? 1 : 0, (await set.ToListAsync(Cancellation)).Count);
        }
    }

    [Fact]
    public async Task The_read_side_refuses_to_write()
    {
        TestDatabase database = await servers.CreateMigratedAsync();
        await using ServiceProvider services = database.Services();
        await using AsyncServiceScope scope = services.CreateAsyncScope();
        TradingBotDbContext context = scope.ServiceProvider.GetRequiredService<TradingBotDbContext>();
        await Assert.ThrowsAsync<InvalidOperationException>(() => context.SaveChangesAsync(Cancellation));
    }
}

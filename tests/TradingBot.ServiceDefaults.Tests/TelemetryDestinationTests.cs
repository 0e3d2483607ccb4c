using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace TradingBot.ServiceDefaults.Tests;

public sealed class TelemetryDestinationTests
{
    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "https://api.binance.com/api/v3/order?symbol=BTCUSDT&signature=planted")]
    [InlineData("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "https://API.KuCoin.com/api/v1/orders")]
    [InlineData("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "https://api.b%69nance.com/planted")]
    [InlineData("OTEL_EXPORTER_OTLP_LOGS_ENDPOINT", "https://api.\uff42inance.com/planted")]
    [InlineData("otel_exporter_otlp_headers", "x=1,X-MBX-APIKEY=planted")]
    [InlineData("OTEL_EXPORTER_OTLP_HEADERS", "KC%2DAPI-KEY=planted")]
    public void An_exchange_as_the_collector_stops_the_start_with_the_settings_name_and_without_its_value(string setting, string value)
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection([new(setting, value)]);

        OptionsValidationException refused = Assert.Throws<OptionsValidationException>(() => builder.AddServiceDefaults("test"));

        Assert.Contains(setting, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("planted", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4317")]
    [InlineData("OTEL_EXPORTER_OTLP_HEADERS", "authorization=Bearer%20abc")]
    [InlineData("Exchanges:Gateway:binance", "http://binance-gateway:8080")]
    public void A_collector_of_our_own_is_taken(string setting, string value)
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection([new(setting, value)]);

        Assert.Same(builder, builder.AddServiceDefaults("test"));
    }
}

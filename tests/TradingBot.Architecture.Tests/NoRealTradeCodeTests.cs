using TradingBot.SafetyProof.Code;
using TradingBot.SafetyProof.Report;

namespace TradingBot.Architecture.Tests;

/// <summary>
/// No assembly of ours has the words, the references or the types that an order, a withdrawal or a transfer at an exchange would need; the search itself is
/// the one of <c>tb verify-safety</c>.
/// </summary>
public class NoRealTradeCodeTests
{
    [Fact]
    public void No_assembly_holds_what_a_real_trade_would_need()
    {
        ProductCode code = ProductCode.Find(AppContext.BaseDirectory);

        Assert.Equal(Repository.Projects, code.Assemblies.Keys.Order(StringComparer.Ordinal));
        Assert.All(CodeProof.Run(code), row => Assert.True(row.Status == ProofRow.Ok, $"{row.Attack}: {row.Evidence}"));
    }

    [Fact]
    public void Only_the_command_line_has_the_attacks()
    {
        string[] users = [.. Repository.Projects.Where(project => File.ReadAllText(Repository.ProjectFile(project)).Contains("TradingBot.SafetyProof.csproj", StringComparison.Ordinal))];

        Assert.Equal(["TradingBot.Cli"], users);
    }

    [Theory]
    [InlineData("/api/v3/order")]
    [InlineData("/api/v3/order/cancelReplace")]
    [InlineData("https://api.binance.com/sapi/v1/capital/withdraw/apply")]
    [InlineData("/api/v1/hf/orders")]
    [InlineData("/api/v1/orders")]
    [InlineData("/api/v3/accounts/universal-transfer")]
    [InlineData("/api/v1/sub/user/created")]
    [InlineData("/api/v3/margin/borrow")]
    [InlineData("/api/v1/bullet-private")]
    [InlineData("order.place")]
    [InlineData("""{"method":"sor.order.place"}""")]
    [InlineData("orderList.place.oto")]
    [InlineData("userDataStream.subscribe.signature")]
    [InlineData("spot.order")]
    [InlineData("wss://ws-api.binance.com:443/ws-api/v3")]
    [InlineData("https://api.binance.com/api/v3/time")]
    [InlineData("https://api3.binance.com")]
    [InlineData("https://testnet.binancefuture.com")]
    [InlineData("https://api-futures.kucoin.com")]
    public void Trading_words_are_recognised(string text) => Assert.Matches(TradingWords.Forbidden(), text);

    [Theory]
    [InlineData("/api/orders")]
    [InlineData("/api/v3/depth")]
    [InlineData("/api/v3/aggTrades")]
    [InlineData("/api/v1/market/orderbook/level2_20")]
    [InlineData("/api/v1/bullet-public")]
    [InlineData("https://data-api.binance.vision/api/v3/time")]
    [InlineData("wss://ws-api-spot.kucoin.com/endpoint")]
    [InlineData("order_ack")]
    [InlineData("order.Status is OrderStatus.Open")]
    public void Words_of_market_data_and_of_our_own_api_are_not(string text) => Assert.DoesNotMatch(TradingWords.Forbidden(), text);

    [Theory]
    [InlineData("Binance.Net.Clients.BinanceRestClient::.ctor", false)]
    [InlineData("Binance.Net.Interfaces.Clients.SpotApi.IBinanceRestClientSpotApiExchangeData::GetKlinesAsync", false)]
    [InlineData("Binance.Net.Interfaces.Clients.SpotApi.IBinanceRestClientSpotApi::get_Trading", true)]
    [InlineData("Binance.Net.Interfaces.Clients.SpotApi.IBinanceRestClientSpotApiTrading::PlaceOrderAsync", true)]
    [InlineData("Kucoin.Net.Interfaces.Clients.SpotApi.IKucoinRestClientSpotApiAccount::WithdrawAsync", true)]
    [InlineData("CryptoExchange.Net.Authentication.ApiCredentials::.ctor", true)]
    [InlineData("ccxt", true)]
    public void A_reference_into_a_trading_library_is_allowed_for_public_market_data_only(string reference, bool refused) => Assert.Equal(refused, CodeProof.IsTradingClient(reference));

    [Theory]
    [InlineData("client.SpotApi.Trading.PlaceOrderAsync(symbol)", true)]
    [InlineData("new ApiCredentials(key, secret)", true)]
    [InlineData("client.SpotApi.ExchangeData.GetKlinesAsync(symbol)", false)]
    public void A_trading_client_in_a_source_is_recognised(string source, bool refused) => Assert.Equal(refused, TradingWords.TradingClient().IsMatch(source));
}

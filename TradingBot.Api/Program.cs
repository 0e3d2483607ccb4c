using TradingBot.ServiceDefaults;

WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("api");
WebApplication app = builder.Build();
app.MapServiceDefaults();
await app.RunAsync();

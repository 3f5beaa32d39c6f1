# Makes the reference numbers of this folder with R 4.2.2 and its package forecast 8.20. Run: Rscript make.R
#
# series.csv    AirPassengers of R's datasets, whole and with missing values
# accuracy.csv  the measures of forecast::accuracy over all origins, and MASE, for naive, snaive, rwf with a drift, and a growth of 1 % a row
# intervals.csv the coverage and the mean width of the intervals of naive, snaive and rwf
# tests.csv     forecast::dm.test of the growth with each of them, on each origin's mean loss
# losses.csv    numbers to compare by dm.test, with its results in dm.csv
suppressMessages(library(forecast))

number <- function(x) ifelse(is.na(x), "", sprintf("%.17g", x))
write <- function(table, file) {
  table[] <- lapply(table, function(column) if (is.double(column)) number(column) else column)
  write.csv(table, file, row.names = FALSE, quote = FALSE)
}

m <- 12
gaps <- AirPassengers
gaps[c(5, 40, 41, 83, 84, 96, 100, 131, 140)] <- NA
series <- list(whole = AirPassengers, gaps = gaps)
write(data.frame(whole = as.double(AirPassengers), gaps = as.double(gaps)), "series.csv")

growth <- function(y, h) {
  known <- which(!is.na(y))
  list(mean = y[known[length(known)]] * 1.01^(1:h))
}
methods <- list(
  Model = function(y, h) growth(y, h),
  Naive = function(y, h) naive(y, h = h, level = 90),
  SeasonalNaive = function(y, h) snaive(y, h = h, level = 90),
  Drift = function(y, h) rwf(y, h = h, drift = TRUE, level = 90))

# Count, Step and Origins. The horizons of the test are 1, 3 and 2.
plans <- list(c(12, 12, 5), c(12, 5, 9), c(6, 3, 12), c(12, 12, 1))
accuracies <- intervals <- tests <- NULL
for (name in names(series)) for (plan in plans) {
  y <- series[[name]]
  h <- plan[1]; step <- plan[2]; n <- plan[3]
  origins <- length(y) - h - step * ((n - 1):0)
  scale <- mean(abs(diff(y[1:origins[1]], lag = m)), na.rm = TRUE)
  losses <- list()
  for (method in names(methods)) {
    f <- x <- lower <- upper <- matrix(NA_real_, n, h)
    for (i in 1:n) {
      history <- ts(y[1:origins[i]], start = start(y), frequency = m)
      forecast <- methods[[method]](history, h)
      f[i, ] <- forecast$mean
      x[i, ] <- y[origins[i] + 1:h]
      if (method != "Model") { lower[i, ] <- forecast$lower; upper[i, ] <- forecast$upper }
    }
    key <- data.frame(series = name, count = as.integer(h), step = as.integer(step), origins = as.integer(n), method = method)
    a <- accuracy(as.numeric(t(f)), as.numeric(t(x)))[1, ]
    mase <- a["MAE"] / scale
    if (n == 1 && method != "Model") {
      # forecast::accuracy has MASE for one origin.
      stopifnot(abs(mase - accuracy(methods[[method]](ts(y[1:origins[1]], start = start(y), frequency = m), h), y)["Test set", "MASE"]) < 1e-12)
    }
    accuracies <- rbind(accuracies, cbind(key, me = a["ME"], rmse = a["RMSE"], mae = a["MAE"], mape = a["MAPE"], mase = mase, scale = scale))
    if (method != "Model") {
      known <- !is.na(x)
      intervals <- rbind(intervals, cbind(key, coverage = mean((x >= lower & x <= upper)[known]), width = mean((upper - lower)[known])))
    }
    losses[[method]] <- list(Absolute = rowMeans(abs(x - f), na.rm = TRUE), Squared = rowMeans((x - f)^2, na.rm = TRUE))
  }
  if (n > 1) for (method in names(methods)[-1]) for (loss in c("Absolute", "Squared")) {
    # A loss is not negative, so its absolute value to the power of 1 is itself.
    test <- suppressWarnings(dm.test(losses$Model[[loss]], losses[[method]][[loss]], h = ceiling(h / step), power = 1))
    tests <- rbind(tests, data.frame(
      series = name, count = as.integer(h), step = as.integer(step), origins = as.integer(n), method = method, loss = loss,
      horizon = as.integer(test$parameter[1]), statistic = test$statistic, p = test$p.value))
  }
}
write(accuracies, "accuracy.csv")
write(intervals, "intervals.csv")
write(tests, "tests.csv")

set.seed(1)
losses <- data.frame(first = abs(rnorm(16)), second = abs(rnorm(16)) * 1.5)
# Losses that go up and down by turns have a variance that is not positive for some horizons.
losses$turns <- losses$second + 1.3 + c(1, -1) * (1 + (1:16) / 100)
write(losses, "losses.csv")
dm <- NULL
for (pair in list(c("first", "second"), c("first", "turns"), c("second", "turns"))) for (h in c(1:5, 8)) for (n in c(3, 6, 10, 16)) {
  if (h < n) {
    warned <- FALSE
    test <- withCallingHandlers(
      dm.test(losses[[pair[1]]][1:n], losses[[pair[2]]][1:n], h = h, power = 1),
      warning = function(w) { warned <<- TRUE; invokeRestart("muffleWarning") })
    dm <- rbind(dm, data.frame(
      first = pair[1], second = pair[2], count = as.integer(n), horizon = as.integer(h), used = as.integer(test$parameter[1]),
      statistic = test$statistic, p = test$p.value))
    stopifnot(warned == (test$parameter[1] != h))
  }
}
write(dm, "dm.csv")

# The tail of a generalised Pareto distribution by Zhang and Stephens (2009), for ParetoTail. Run: Rscript pareto.R
# The exceedances are quantiles of known distributions, so that no random numbers are needed.
samples <- list(exponential = -log(1 - (1:40 - 0.5) / 40), heavy = ((1 - (1:30 - 0.5) / 30)^-0.4 - 1) / 0.4, bounded = 2 * (1 - (1 - (1:50 - 0.5) / 50)^0.3))
fit <- function(x) {
  x <- sort(x); n <- length(x); m <- 20 + floor(sqrt(n)); j <- 1:m
  theta <- 1 / x[n] + (1 - sqrt(m / (j - 0.5))) / (3 * x[floor(n / 4 + 0.5)])
  profile <- sapply(theta, function(b) { k <- -mean(log(1 - b * x)); n * (log(b / k) + k - 1) })
  weight <- sapply(j, function(i) 1 / sum(exp(profile - profile[i])))
  shape <- sapply(theta, function(b) -mean(log(1 - b * x)))
  function(y) sum(weight * ifelse(1 - theta * y > 0, pmax(1 - theta * y, 0)^(1 / shape), 0))
}
cat("sample,size,survival\n")
for (name in names(samples)) {
  tail <- fit(samples[[name]])
  for (size in c(0, 0.5, 1, 1.9, 4, 10)) cat(sprintf("%s,%s,%.15g\n", name, size, tail(size)))
}
